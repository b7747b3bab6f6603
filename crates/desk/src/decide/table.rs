//! The state machine of a story as one table (`site.md` 12): what each input does in each state. Nothing else in the
//! crate moves a story from state to state. The table knows no text and no time: callers check the embargo first.

use crate::newsroom::StoryState;

/// A state without its instant: a row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateKind {
    /// Never public.
    Draft,
    /// Waits for its instant.
    Scheduled,
    /// Readable.
    Live,
    /// Off while something is checked.
    Held,
    /// Off by the house.
    Withdrawn,
    /// Dead.
    Killed,
}

impl From<StoryState> for StateKind {
    fn from(state: StoryState) -> Self {
        match state {
            StoryState::Draft => Self::Draft,
            StoryState::Scheduled(_) => Self::Scheduled,
            StoryState::Live => Self::Live,
            StoryState::Held => Self::Held,
            StoryState::Withdrawn => Self::Withdrawn,
            StoryState::Killed => Self::Killed,
        }
    }
}

impl StateKind {
    /// Every state, in the order of the table's rows.
    pub const ALL: [Self; 6] = [
        Self::Draft,
        Self::Scheduled,
        Self::Live,
        Self::Held,
        Self::Withdrawn,
        Self::Killed,
    ];
}

/// What happens to a story: a column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// The agency kills the item.
    Kill,
    /// The agency withholds it.
    Withhold,
    /// An embargo arrives or moves, and is closed now.
    Embargo,
    /// A newer version arrives.
    Update,
    /// A newer version arrives as a correction.
    Correction,
    /// An editor or a rule publishes an edition, and the wire is open.
    Publish,
    /// The same while an embargo with a known instant is closed.
    Schedule,
    /// The house takes it off.
    Withdraw,
    /// The house puts it back, and the wire is open.
    Restore,
    /// The instant of release has come, and the wire is open.
    Release,
}

impl Input {
    /// Every input, in the order of the table's columns.
    pub const ALL: [Self; 10] = [
        Self::Kill,
        Self::Withhold,
        Self::Embargo,
        Self::Update,
        Self::Correction,
        Self::Publish,
        Self::Schedule,
        Self::Withdraw,
        Self::Restore,
        Self::Release,
    ];
}

/// What the table answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing changes.
    Stay,
    /// Nothing changes for readers; the desk is told that a newer version waits.
    Flag,
    /// The next edition if the feed's rule follows and nobody edited the text, else as `Flag`.
    Follow,
    /// To this state.
    Go(StateKind),
    /// Not possible; the reason an editor reads.
    Refuse(&'static str),
}

use Next::{Flag, Follow, Go, Refuse, Stay};
use StateKind::{Draft, Held, Killed, Live, Scheduled, Withdrawn};

const DEAD: Next = Refuse("the agency killed it");
const OFF: Next = Refuse("it is not on the site");
const ON: Next = Refuse("it is on the site");

/// Rows: [`StateKind::ALL`]; columns: [`Input::ALL`].
#[rustfmt::skip]
const TABLE: [[Next; 10]; 6] = [
    //            Kill         Withhold  Embargo   Update  Correction  Publish   Schedule       Withdraw       Restore                            Release
    /* draft */     [Go(Killed), Stay,     Stay,     Flag,   Flag,       Go(Live), Go(Scheduled), Go(Withdrawn), Refuse("it was never published"), Stay],
    /* scheduled */ [Go(Killed), Go(Held), Stay,     Flag,   Go(Held),   Go(Live), Go(Scheduled), Go(Draft),     Refuse("it is scheduled"),        Go(Live)],
    /* live */      [Go(Killed), Go(Held), Go(Held), Follow, Follow,     Go(Live), Go(Held),      Go(Withdrawn), ON,                               Stay],
    /* held */      [Go(Killed), Stay,     Stay,     Flag,   Flag,       Go(Live), Go(Scheduled), Go(Withdrawn), Go(Live),                         Stay],
    /* withdrawn */ [Go(Killed), Stay,     Stay,     Flag,   Flag,       Go(Live), Go(Scheduled), OFF,           Go(Live),                         Stay],
    /* killed */    [Stay,       Stay,     Stay,     Stay,   Stay,       DEAD,     DEAD,          DEAD,          DEAD,                             Stay],
];

/// What `input` does to a story in `state`.
#[must_use]
pub fn next(state: StateKind, input: Input) -> Next {
    let row = StateKind::ALL
        .iter()
        .position(|kind| *kind == state)
        .unwrap_or(5);
    let column = Input::ALL
        .iter()
        .position(|kind| *kind == input)
        .unwrap_or(0);
    TABLE[row][column]
}
