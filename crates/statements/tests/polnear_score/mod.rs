//! The measures: EXACT by role, PAIR, STRICT, PUB, and exact contiguous spans, in the views ALL and SPEECH.

use std::collections::{BTreeMap, BTreeSet};

use copydesk_text::Span;

use crate::polnear_corpus::{Article, Event};

/// True positives beside what was predicted and what is gold.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    pub hit: usize,
    pub predicted: usize,
    pub gold: usize,
}

impl Counts {
    pub fn precision(&self) -> f64 {
        percent(self.hit, self.predicted)
    }

    pub fn recall(&self) -> f64 {
        percent(self.hit, self.gold)
    }

    pub fn f(&self) -> f64 {
        percent(2 * self.hit, self.predicted + self.gold)
    }
}

fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        100.0 * part as f64 / whole as f64
    }
}

#[derive(Clone, Copy, Debug, Default)]
pub struct View {
    pub source: Counts,
    pub cue: Counts,
    pub content: Counts,
    pub pair: Counts,
    pub strict: Counts,
}

#[derive(Clone, Debug, Default)]
pub struct Table {
    pub all: View,
    pub speech: View,
    pub contiguous: [Counts; 3],
    pub direct: Counts,
    pub mixed: Counts,
    pub indirect: Counts,
    pub certain: Counts,
    pub covered_speech: Counts,
    pub covered_quoted: Counts,
    /// For each set of failed codes, how many predictions are publishable.
    pub by_reasons: BTreeMap<String, Counts>,
}

const LEMMAS: &str = "say tell add write ask note announce claim argue state explain insist warn suggest report reply \
    respond continue declare tweet acknowledge admit deny promise vow pledge accuse call describe criticize complain \
    predict conclude contend assert allege recall joke quip urge demand confirm decline comment remark mention stress \
    emphasize reiterate repeat observe maintain propose express testify cite quote read point concede counter dismiss \
    reveal disclose inform agree shout answer pronounce speculate refer blame praise";

fn speech_forms() -> BTreeSet<String> {
    let mut forms: BTreeSet<String> = [
        "according",
        "said",
        "told",
        "wrote",
        "written",
        "denied",
        "replied",
        "testified",
        "quipped",
        "admitted",
        "referred",
        "read",
    ]
    .into_iter()
    .map(str::to_owned)
    .collect();
    for lemma in LEMMAS.split_whitespace() {
        let stem = lemma.strip_suffix('e').unwrap_or(lemma);
        let doubled = format!("{lemma}{}", &lemma[lemma.len() - 1..]);
        let third = match lemma.strip_suffix('y') {
            Some(stem) if !lemma.ends_with("ay") => format!("{stem}ies"),
            _ if lemma.ends_with("ss") => format!("{lemma}es"),
            _ => format!("{lemma}s"),
        };
        forms.extend([
            lemma.to_owned(),
            third,
            format!("{stem}ed"),
            format!("{stem}ing"),
            format!("{lemma}ing"),
            format!("{doubled}ed"),
            format!("{doubled}ing"),
        ]);
    }
    forms
}

/// Words of a text as byte ranges, punctuation at their edges left off.
struct Words {
    words: Vec<Span>,
}

impl Words {
    fn of(text: &str) -> Self {
        let mut words = Vec::new();
        let mut start = None;
        let parts = |c: char| c.is_whitespace() || matches!(c, '—' | '―' | '…' | '“' | '”' | '"');
        for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
            match (parts(character), start) {
                (false, None) => start = Some(at),
                (true, Some(first)) => {
                    words.extend(core(text, first, at));
                    start = None;
                }
                _ => {}
            }
        }
        Self { words }
    }

    fn set(&self, spans: &[Span]) -> BTreeSet<usize> {
        let mut set = BTreeSet::new();
        for span in spans {
            let first = self.words.partition_point(|word| word.end <= span.start);
            for (index, word) in self.words.iter().enumerate().skip(first) {
                if word.start >= span.end {
                    break;
                }
                set.insert(index);
            }
        }
        set
    }
}

fn core(text: &str, start: usize, end: usize) -> Option<Span> {
    let word = &text[start..end];
    let left = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let kept = left.trim_end_matches(|c: char| !c.is_alphanumeric());
    (!kept.is_empty()).then(|| Span::new(end - left.len(), end - left.len() + kept.len()))
}

struct Scored {
    source: BTreeSet<usize>,
    cue: BTreeSet<usize>,
    content: BTreeSet<usize>,
    speech: bool,
    quoted: Option<bool>,
}

struct Scorer<'a> {
    article: &'a Article,
    words: Words,
    forms: BTreeSet<String>,
}

impl<'a> Scorer<'a> {
    fn new(article: &'a Article) -> Self {
        Self {
            article,
            words: Words::of(&article.text),
            forms: speech_forms(),
        }
    }

    fn scored(&self, event: &Event) -> Scored {
        let text = |spans: &[Span]| {
            spans
                .iter()
                .map(|span| &self.article.text[span.start..span.end])
                .collect::<Vec<_>>()
                .join(" ")
        };
        let cue = text(&event.cue);
        let marks = ['“', '”', '"'];
        let content = text(&event.content);
        let has_quote = content.contains(marks) || content.contains("''");
        let spoken = cue
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| self.forms.contains(&word.to_lowercase()));
        let speech = spoken || cue.is_empty() || cue.trim() == ":" || has_quote;
        Scored {
            source: self.words.set(&event.source),
            cue: self.words.set(&event.cue),
            content: self.words.set(&event.content),
            speech,
            quoted: has_quote.then(|| is_all_quoted(&content)),
        }
    }
}

/// Whether no letters stand outside the marks.
fn is_all_quoted(content: &str) -> bool {
    let mut inside = false;
    let mut outside = 0;
    for character in content.replace("''", "\"").chars() {
        match character {
            '“' => inside = true,
            '”' => inside = false,
            '"' => inside = !inside,
            _ if !inside && character.is_alphanumeric() => outside += 1,
            _ => {}
        }
    }
    outside == 0
}

fn jaccard(a: &BTreeSet<usize>, b: &BTreeSet<usize>) -> f64 {
    let both = a.intersection(b).count();
    let either = a.len() + b.len() - both;
    if either == 0 {
        0.0
    } else {
        both as f64 / either as f64
    }
}

/// For each prediction its gold, greedily by content and cue.
fn matches(gold: &[Scored], predicted: &[Scored]) -> Vec<Option<usize>> {
    let mut pairs: Vec<(i64, usize, usize)> = Vec::new();
    for (p, prediction) in predicted.iter().enumerate() {
        for (g, truth) in gold.iter().enumerate() {
            let cue = if prediction.cue.is_disjoint(&truth.cue) {
                0.0
            } else {
                0.2
            };
            let score = jaccard(&prediction.content, &truth.content) + cue;
            if score > 0.0 {
                pairs.push((-(score * 1e6) as i64, p, g));
            }
        }
    }
    pairs.sort();
    let mut of_prediction = vec![None; predicted.len()];
    let mut taken = vec![false; gold.len()];
    for (_, p, g) in pairs {
        if of_prediction[p].is_none() && !taken[g] {
            of_prediction[p] = Some(g);
            taken[g] = true;
        }
    }
    of_prediction
}

fn sources_meet(a: &Scored, b: &Scored) -> bool {
    a.source.is_empty() && b.source.is_empty() || !a.source.is_disjoint(&b.source)
}

fn is_pair(prediction: &Scored, truth: &Scored) -> bool {
    jaccard(&prediction.content, &truth.content) >= 0.5 && sources_meet(prediction, truth)
}

fn is_publishable(prediction: &Scored, truth: &Scored) -> bool {
    let inside = prediction.content.intersection(&truth.content).count() as f64;
    sources_meet(prediction, truth)
        && (jaccard(&prediction.content, &truth.content) >= 0.5
            || inside >= 0.8 * prediction.content.len() as f64)
}

/// Adds an article to the table.
pub fn score(article: &Article, predicted: &[Event], table: &mut Table) {
    let scorer = Scorer::new(article);
    let gold: Vec<Scored> = article
        .gold
        .iter()
        .map(|event| scorer.scored(event))
        .collect();
    let ours: Vec<Scored> = predicted.iter().map(|event| scorer.scored(event)).collect();
    let matched = matches(&gold, &ours);
    view(
        &gold,
        &ours,
        &matched,
        &mut table.all,
        |_| true,
        |_, _| true,
    );
    view(
        &gold,
        &ours,
        &matched,
        &mut table.speech,
        |truth| truth.speech,
        |prediction, truth| truth.map_or(prediction.speech, |truth: &Scored| truth.speech),
    );
    by_kind(&gold, &ours, &matched, table);
    certain(article, predicted, &gold, &ours, table);
    contiguous(article, predicted, &mut table.contiguous);
}

fn view(
    gold: &[Scored],
    ours: &[Scored],
    matched: &[Option<usize>],
    view: &mut View,
    wanted: impl Fn(&Scored) -> bool,
    counted: impl Fn(&Scored, Option<&Scored>) -> bool,
) {
    let gold_in: Vec<&Scored> = gold.iter().filter(|truth| wanted(truth)).collect();
    let ours_in: Vec<usize> = (0..ours.len())
        .filter(|p| counted(&ours[*p], matched[*p].map(|g| &gold[g])))
        .collect();
    let role = |pick: &dyn Fn(&Scored) -> BTreeSet<usize>, counts: &mut Counts| {
        let mut left: Vec<BTreeSet<usize>> = gold_in
            .iter()
            .map(|truth| pick(truth))
            .filter(|set| !set.is_empty())
            .collect();
        counts.gold += left.len();
        for set in ours_in
            .iter()
            .map(|p| pick(&ours[*p]))
            .filter(|set| !set.is_empty())
        {
            counts.predicted += 1;
            if let Some(at) = left.iter().position(|truth| *truth == set) {
                left.swap_remove(at);
                counts.hit += 1;
            }
        }
    };
    role(&|scored| scored.source.clone(), &mut view.source);
    role(&|scored| scored.cue.clone(), &mut view.cue);
    role(&|scored| scored.content.clone(), &mut view.content);
    for counts in [&mut view.pair, &mut view.strict] {
        counts.gold += gold_in.len();
        counts.predicted += ours_in.len();
    }
    for p in ours_in {
        let Some(truth) = matched[p].map(|g| &gold[g]).filter(|truth| wanted(truth)) else {
            continue;
        };
        view.pair.hit += usize::from(is_pair(&ours[p], truth));
        view.strict.hit +=
            usize::from(ours[p].content == truth.content && ours[p].source == truth.source);
    }
}

fn by_kind(gold: &[Scored], ours: &[Scored], matched: &[Option<usize>], table: &mut Table) {
    for (g, truth) in gold.iter().enumerate() {
        let hit = matched
            .iter()
            .position(|of| *of == Some(g))
            .is_some_and(|p| is_pair(&ours[p], truth));
        let counts = match truth.quoted {
            Some(true) => &mut table.direct,
            Some(false) => &mut table.mixed,
            None if truth.speech => &mut table.indirect,
            None => continue,
        };
        counts.gold += 1;
        counts.hit += usize::from(hit);
    }
}

fn certain(
    article: &Article,
    predicted: &[Event],
    gold: &[Scored],
    ours: &[Scored],
    table: &mut Table,
) {
    // Five events have source and cue swapped.
    let swapped = |event: &Event| {
        event
            .source
            .iter()
            .any(|span| &article.text[span.start..span.end] == "said")
    };
    let usable: Vec<usize> = (0..gold.len())
        .filter(|g| !swapped(&article.gold[*g]))
        .collect();
    let broken: Vec<&Scored> = (0..gold.len())
        .filter(|g| swapped(&article.gold[*g]))
        .map(|g| &gold[g])
        .collect();
    let mut covered = vec![false; gold.len()];
    for (prediction, event) in ours.iter().zip(predicted) {
        let hit = usable
            .iter()
            .find(|g| is_publishable(prediction, &gold[**g]));
        if std::env::var("COPYDESK_POLNEAR_SHOW").is_ok() && !event.certain {
            super::say(&format!(
                "PUB{} {}",
                if hit.is_some() { '+' } else { '-' },
                shown(article, event)
            ));
        }
        let by_reasons = table.by_reasons.entry(event.reasons.clone()).or_default();
        by_reasons.predicted += 1;
        by_reasons.hit += usize::from(hit.is_some());
        if !event.certain {
            continue;
        }
        let meets_broken = broken.iter().any(|truth| {
            !prediction.cue.is_disjoint(&truth.cue) || !prediction.cue.is_disjoint(&truth.source)
        });
        if hit.is_none() && meets_broken {
            continue;
        }
        table.certain.predicted += 1;
        match hit {
            Some(g) => {
                table.certain.hit += 1;
                covered[*g] = true;
            }
            None => {
                if std::env::var("COPYDESK_POLNEAR_SHOW").is_ok() {
                    super::say(&format!(
                        "WRONG CERTAIN {} {}",
                        article.name,
                        shown(article, event)
                    ));
                }
            }
        }
    }
    if std::env::var("COPYDESK_POLNEAR_SHOW").is_ok() {
        for g in usable
            .iter()
            .filter(|g| gold[**g].quoted.is_some() && !covered[**g])
        {
            let near = (0..ours.len())
                .max_by_key(|p| (1000.0 * jaccard(&ours[*p].content, &gold[*g].content)) as i64);
            let near = near.filter(|p| jaccard(&ours[*p].content, &gold[*g].content) > 0.0);
            let ours = near.map_or_else(String::new, |p| shown(article, &predicted[p]));
            super::say(&format!(
                "UNCOVERED {}\n     OURS {ours}",
                shown(article, &article.gold[*g])
            ));
        }
    }
    for g in usable {
        if gold[g].speech {
            table.covered_speech.gold += 1;
            table.covered_speech.hit += usize::from(covered[g]);
        }
        if gold[g].quoted.is_some() {
            table.covered_quoted.gold += 1;
            table.covered_quoted.hit += usize::from(covered[g]);
        }
    }
}

/// Exact spans of one piece each, by characters, as published figures count them.
fn contiguous(article: &Article, predicted: &[Event], counts: &mut [Counts; 3]) {
    for (index, counts) in counts.iter_mut().enumerate() {
        let role = |event: &Event| match index {
            0 => event.source.clone(),
            1 => event.cue.clone(),
            _ => event.content.clone(),
        };
        let edge = |span: &Span| core(&article.text, span.start, span.end);
        let set = |events: &[Event]| -> BTreeSet<Span> {
            events
                .iter()
                .flat_map(|event| role(event).iter().filter_map(edge).collect::<Vec<_>>())
                .collect()
        };
        let (gold, ours) = (set(&article.gold), set(predicted));
        counts.gold += gold.len();
        counts.predicted += ours.len();
        counts.hit += gold.intersection(&ours).count();
    }
}

/// An event in one line.
pub fn shown(article: &Article, event: &Event) -> String {
    let text = |spans: &[Span]| {
        let all = spans
            .iter()
            .map(|span| &article.text[span.start..span.end])
            .collect::<Vec<_>>()
            .join(" ~ ");
        if all.chars().count() > 170 {
            let head: String = all.chars().take(100).collect();
            let tail: String = all
                .chars()
                .rev()
                .take(60)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect();
            format!("{head} …… {tail}")
        } else {
            all
        }
    };
    format!(
        "S[{}] Q[{}] C[{}] {}",
        text(&event.source),
        text(&event.cue),
        text(&event.content),
        event.reasons
    )
}

/// Lines that say what differs: speech that was missed or met half, and what was added.
pub fn differences(article: &Article, predicted: &[Event]) -> Vec<String> {
    let scorer = Scorer::new(article);
    let gold: Vec<Scored> = article
        .gold
        .iter()
        .map(|event| scorer.scored(event))
        .collect();
    let ours: Vec<Scored> = predicted.iter().map(|event| scorer.scored(event)).collect();
    let matched = matches(&gold, &ours);
    let mut lines: Vec<(usize, String)> = Vec::new();
    let at = |event: &Event| {
        event
            .cue
            .first()
            .or(event.content.first())
            .map_or(0, |span| span.start)
    };
    for (g, event) in article.gold.iter().enumerate() {
        let mark = if gold[g].speech { "" } else { "(not speech) " };
        match matched.iter().position(|of| *of == Some(g)) {
            None => lines.push((at(event), format!("{mark}MISSED {}", shown(article, event)))),
            Some(p) if !is_pair(&ours[p], &gold[g]) => {
                lines.push((
                    at(event),
                    format!(
                        "{mark}HALF gold {}\n          ours {}",
                        shown(article, event),
                        shown(article, &predicted[p])
                    ),
                ));
            }
            Some(_) => {}
        }
    }
    for (p, event) in predicted
        .iter()
        .enumerate()
        .filter(|(p, _)| matched[*p].is_none())
    {
        let mark = if ours[p].speech { "" } else { "(not speech) " };
        lines.push((at(event), format!("{mark}ADDED {}", shown(article, event))));
    }
    lines.sort();
    lines.into_iter().map(|(_, line)| line).collect()
}

impl Table {
    pub fn print(&self, say: &mut dyn FnMut(String)) {
        say(format!(
            "polnear-dev: {} attributions, {} of them speech; F in %",
            self.all.pair.gold, self.speech.pair.gold
        ));
        say("                                    source    cue content   PAIR P/R/F              STRICT".to_owned());
        for (name, view) in [("ours, ALL", &self.all), ("ours, SPEECH", &self.speech)] {
            say(row(name, view));
        }
        for line in PUBLISHED {
            say((*line).to_owned());
        }
        say(format!(
            "PAIR recall: direct {:.1} (rules 75.1, tagger 83.1), mixed {:.1} (46.0, 68.1), indirect speech {:.1} (41.4, 66.2)",
            self.direct.recall(),
            self.mixed.recall(),
            self.indirect.recall()
        ));
        say(format!(
            "exact contiguous spans, source / cue / content: {:.1} / {:.1} / {:.1}",
            self.contiguous[0].f(),
            self.contiguous[1].f(),
            self.contiguous[2].f()
        ));
        say("  published: rules 10.7/22.8/5.6; CoreNLP 13.9/-/17.5; CRF 50.6/53.4/28.6; CNN+CRF 61.0/62.6/42.0; BiLSTM+CRF 69.6/66.7/59.0; BERT 81.1/74.0/68.9; BERT+CofeNet 83.2/75.3/72.9".to_owned());
        say(format!(
            "certain: {} of {} publishable ({:.1} %); covers {:.1} % of SPEECH, {:.1} % of quoted gold",
            self.certain.hit,
            self.certain.predicted,
            self.certain.precision(),
            self.covered_speech.recall(),
            self.covered_quoted.recall()
        ));
        say("publishable by failed codes:".to_owned());
        let mut sets: Vec<_> = self.by_reasons.iter().collect();
        sets.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.predicted));
        for (reasons, counts) in sets.into_iter().take(24) {
            say(format!(
                "  {:>5} of {:>5} ({:.1} %)  {reasons}",
                counts.hit,
                counts.predicted,
                counts.precision()
            ));
        }
    }
}

fn row(name: &str, view: &View) -> String {
    format!(
        "{name:<36}{:>6.1}{:>7.1}{:>8.1}   {:.1} / {:.1} / {:.1}      {:.1}",
        view.source.f(),
        view.cue.f(),
        view.content.f(),
        view.pair.precision(),
        view.pair.recall(),
        view.pair.f(),
        view.strict.f()
    )
}

const PUBLISHED: &[&str] = &[
    "simple rules, ALL                     47.8   50.9    38.8   69.4 / 35.8 / 47.2      33.3",
    "simple rules, SPEECH                  60.0   65.4    50.0   72.2 / 51.7 / 60.3      43.3",
    "linear tagger, ALL                    65.8   64.5    47.8   60.6 / 56.3 / 58.4      40.9",
    "linear tagger, SPEECH                 76.6   76.9    58.6   70.2 / 71.3 / 70.8      51.9",
    "two annotators, ALL                   78.2   71.9    69.5   74.3 / 77.7 / 76.0      64.3",
    "two annotators, SPEECH                88.8   85.2    82.9   88.2 / 88.9 / 88.5      77.3",
];
