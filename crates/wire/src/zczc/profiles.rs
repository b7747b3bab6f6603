//! What the marks of a telegram mean, by sender's habit: data, tried in order. Knows no text.

/// What a marked line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// To whom it goes.
    Selector,
    /// A keyword; the slugline too if there is no other.
    Keyword,
    Headline,
    Slugline,
    /// A code of IPTC's subjects.
    SubjectCode,
    /// A code of the sender's own subjects.
    Category,
    Located,
    /// The sender's id of the item.
    Id,
    /// When it was made.
    Created,
    /// Who the content comes from.
    Source,
    Byline,
    /// Several keywords.
    Keywords,
    Summary,
    Text,
    /// A note to editors under this role.
    Note(&'static str),
}

/// What a value looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Any,
    /// One letter.
    Letter,
    /// Digits only.
    Digits,
    /// Digits and slashes.
    Date,
    /// In brackets.
    Bracketed,
}

impl Shape {
    pub fn fits(self, value: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Letter => value.len() == 1 && value.bytes().all(|b| b.is_ascii_alphabetic()),
            Self::Digits => !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()),
            Self::Date => {
                value.contains('/') && value.bytes().all(|b| b.is_ascii_digit() || b == b'/')
            }
            Self::Bracketed => value.starts_with('(') && value.ends_with(')'),
        }
    }
}

/// A sender's habit. A mark may stand several times, for values of different shapes; the first that fits counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Profile {
    pub name: &'static str,
    /// The mark without which a telegram is of another habit; none for the last.
    pub needs: Option<&'static str>,
    pub marks: &'static [(&'static str, Shape, Role)],
}

/// Habits of line-initial marks, in the order they are tried.
pub(super) const SIGNS: &[Profile] = &[
    Profile {
        name: "results",
        needs: Some("^"),
        marks: &[
            ("$", Shape::Any, Role::Category),
            (":", Shape::Any, Role::Slugline),
            ("=", Shape::Any, Role::Keyword),
            ("^", Shape::Any, Role::Headline),
            ("*", Shape::Any, Role::Note("format")),
            ("&", Shape::Any, Role::Note("service")),
            ("+", Shape::Digits, Role::SubjectCode),
        ],
    },
    Profile {
        name: "newsroom",
        needs: None,
        marks: &[
            ("%", Shape::Any, Role::Selector),
            ("#", Shape::Any, Role::Keyword),
            ("$", Shape::Letter, Role::Category),
            ("$", Shape::Any, Role::Headline),
            (":", Shape::Bracketed, Role::Located),
            (":", Shape::Digits, Role::Note("time")),
            (":", Shape::Date, Role::Note("date")),
            (":", Shape::Any, Role::Slugline),
            ("&", Shape::Any, Role::Note("author")),
            ("*", Shape::Digits, Role::SubjectCode),
            ("*", Shape::Letter, Role::Note("format")),
            ("@", Shape::Any, Role::Located),
            ("~", Shape::Any, Role::Note("service")),
        ],
    },
];

/// Two letters and `#`; a code that is not listed is a note of its own.
pub(super) const CODES: Profile = Profile {
    name: "codes",
    needs: None,
    marks: &[
        ("AN", Shape::Any, Role::Id),
        ("TI", Shape::Any, Role::Headline),
        ("AB", Shape::Any, Role::Summary),
        ("TX", Shape::Any, Role::Text),
        ("PD", Shape::Any, Role::Created),
        ("KY", Shape::Any, Role::Keywords),
        ("BY", Shape::Any, Role::Byline),
        ("SO", Shape::Any, Role::Source),
        ("KN", Shape::Any, Role::Source),
        ("CO", Shape::Any, Role::Category),
        ("SF", Shape::Any, Role::Note("format")),
    ],
};

/// Names between SOH and the end of the line, parted by US, by place.
pub(super) const NAMES: [Role; 6] = [
    Role::Slugline,
    Role::Note("number"),
    Role::Note("option"),
    Role::Note("option"),
    Role::Located,
    Role::Note("day"),
];

/// The role of a value under a mark.
pub(super) fn role(profile: &Profile, mark: &str, value: &str) -> Option<Role> {
    let fits = |known: &&(&str, Shape, Role)| known.0 == mark && known.1.fits(value);
    let found = profile.marks.iter().find(fits);
    found.map(|&(_, _, role)| role)
}
