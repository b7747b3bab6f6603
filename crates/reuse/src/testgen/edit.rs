//! The edits of each class, and what is expected of them.

use copydesk_text::{Headline, InsertionKind, StripKind, Verdict};
use unicode_normalization::UnicodeNormalization;

use super::render::{Sheet, Writing, html};
use super::samples::Samples;
use super::unit::sentence;
use super::{
    Case, Class, Deception, Expected, Numbers, Origin, Paragraph, ParagraphKind, Site, Treated,
    Unit, Wire,
};

/// The wires that a page of this class is made from.
pub(super) fn wires(class: Class, samples: &'static Samples, numbers: &mut Numbers) -> Vec<Wire> {
    let mut templates: Vec<&str> = samples.wire.to_vec();
    numbers.shuffle(&mut templates);
    let count = match class {
        Class::Combined if templates.len() > 20 => 2 + numbers.below(2),
        Class::Combined => 2,
        _ => 1,
    };
    let share = templates.len() / count;
    templates
        .chunks(share)
        .take(count)
        .enumerate()
        .map(|(number, templates)| wire(class, number, templates, samples, numbers))
        .collect()
}

fn wire(
    class: Class,
    number: usize,
    templates: &[&str],
    samples: &'static Samples,
    numbers: &mut Numbers,
) -> Wire {
    let mut paragraphs = Vec::new();
    let mut rest = templates;
    while !rest.is_empty() {
        let (now, later) = rest.split_at((1 + numbers.below(3)).min(rest.len()));
        let units = now
            .iter()
            .flat_map(|template| sentence(template, samples, numbers))
            .collect();
        paragraphs.push(Paragraph {
            kind: ParagraphKind::Text,
            units,
        });
        rest = later;
    }
    if class == Class::Dateline {
        frame(&mut paragraphs, samples);
    }
    let units = paragraphs
        .iter_mut()
        .flat_map(|paragraph| &mut paragraph.units);
    for (at, unit) in units.enumerate() {
        unit.origin = Some(Origin {
            wire: number,
            unit: at,
        });
    }
    let mut wire = Wire::of(
        paragraphs,
        Some(samples.headlines[0]),
        format!("tag:nordpress.example,2026:wire-{number}"),
    );
    if class == Class::Dateline {
        wire.side.dateline = Some(samples.dateline.to_owned());
    }
    wire
}

/// A dateline before the text and a sign-off after it.
fn frame(paragraphs: &mut Vec<Paragraph>, samples: &Samples) {
    let plain = |text: &str| Unit {
        text: text.to_owned(),
        gap: " ",
        site: Site::None,
        ends: false,
        origin: None,
        treated: Treated::Same,
    };
    if let Some(first) = paragraphs.first_mut() {
        if let Some(unit) = first.units.first_mut() {
            unit.gap = " ";
        }
        first
            .units
            .splice(0..0, samples.dateline.split(' ').map(plain));
    }
    paragraphs.push(Paragraph {
        kind: ParagraphKind::SignOff,
        units: "(Reporting by Ilse Maren; Editing by Odd Lunde)"
            .split(' ')
            .map(plain)
            .collect(),
    });
}

/// Paragraphs that are not the wire's.
enum Foreign<'a> {
    Samples(&'a Samples),
    Given(Vec<Paragraph>),
}

impl Foreign<'_> {
    fn paragraph(&self, numbers: &mut Numbers) -> Paragraph {
        match self {
            Self::Samples(samples) => {
                let first = numbers.below(samples.foreign.len());
                let second =
                    (first + 1 + numbers.below(samples.foreign.len() - 1)) % samples.foreign.len();
                let mut units = sentence(samples.foreign[first], samples, numbers);
                units.extend(sentence(samples.foreign[second], samples, numbers));
                Paragraph {
                    kind: ParagraphKind::Text,
                    units,
                }
                .into_house_text()
            }
            Self::Given(paragraphs) => numbers.pick(paragraphs).clone().into_house_text(),
        }
    }

    fn paragraphs(&self, count: usize, numbers: &mut Numbers) -> Vec<Paragraph> {
        (0..count).map(|_| self.paragraph(numbers)).collect()
    }
}

/// A page from sample wires.
pub(super) fn edit(
    class: Class,
    samples: &'static Samples,
    wires: Vec<Wire>,
    numbers: &mut Numbers,
) -> Option<Case> {
    let foreign = Foreign::Samples(samples);
    let mut page = Page::new(class, &wires, Some(samples));
    page.apply(class, &wires, &foreign, numbers)?;
    let headline = numbers.below(2);
    page.expected.headline = if headline == 0 {
        Headline::Same
    } else {
        Headline::Changed
    };
    Some(page.finish(class, wires, samples.headlines[headline], numbers))
}

/// A page from given texts.
pub(super) fn edit_given(
    class: Class,
    mut wires: Vec<Wire>,
    numbers: &mut Numbers,
) -> Option<Case> {
    let keep = if class == Class::Combined { 3 } else { 1 };
    let others = wires.split_off(keep.min(wires.len()));
    let paragraphs: Vec<Paragraph> = others
        .into_iter()
        .flat_map(|wire| wire.paragraphs)
        .collect();
    if paragraphs.is_empty() || wires.len() < keep {
        return None;
    }
    let mut page = Page::new(class, &wires, None);
    page.apply(class, &wires, &Foreign::Given(paragraphs), numbers)?;
    page.expected.headline = Headline::Added;
    Some(page.finish(class, wires, "What became of it", numbers))
}

/// A page being made.
struct Page {
    samples: Option<&'static Samples>,
    paragraphs: Vec<Paragraph>,
    writing: Writing,
    expected: Expected,
}

impl Page {
    fn new(class: Class, wires: &[Wire], samples: Option<&'static Samples>) -> Self {
        let first = wires
            .first()
            .map(|wire| wire.paragraphs.clone())
            .unwrap_or_default();
        Self {
            samples,
            paragraphs: first,
            writing: if class == Class::Entity {
                Writing::References
            } else {
                Writing::Plain
            },
            expected: Expected {
                verdict: Some(Verdict::Identical),
                headline: Headline::Same,
                gravity: None,
                insertions: Vec::new(),
                stripped: Vec::new(),
                moved: false,
                paragraphs_omitted: None,
            },
        }
    }

    fn finish(self, class: Class, wires: Vec<Wire>, headline: &str, numbers: &mut Numbers) -> Case {
        let language = self.samples.map_or("en", |samples| samples.language);
        let sheet = Sheet {
            language,
            headline,
            paragraphs: &self.paragraphs,
            writing: self.writing,
        };
        Case {
            class,
            language,
            html: html(&sheet, numbers),
            wires,
            published: self.paragraphs,
            expected: self.expected,
        }
    }

    fn is_spaced(&self) -> bool {
        self.samples.is_none_or(|samples| samples.spaced)
    }

    fn language(&self) -> &'static str {
        self.samples.map_or("en", |samples| samples.language)
    }

    /// `None` if this page does not allow the edit.
    fn apply(
        &mut self,
        class: Class,
        wires: &[Wire],
        foreign: &Foreign,
        numbers: &mut Numbers,
    ) -> Option<()> {
        match class {
            Class::Verbatim | Class::Entity => Some(()),
            Class::Nfd => {
                self.each_text(|text| text.nfd().collect());
                Some(())
            }
            Class::Soft => {
                self.soften(numbers);
                Some(())
            }
            Class::Typo => {
                self.expected.verdict = Some(Verdict::Typography);
                self.typeset().then_some(())
            }
            Class::Breaks => self.break_elsewhere(numbers),
            Class::Dateline => self.unframe(),
            Class::House => {
                self.expected.verdict = Some(Verdict::HouseStyle);
                self.respell().then_some(())
            }
            Class::Cut => self.cut(numbers),
            Class::CutSentence => self.cut_sentences(numbers),
            Class::Furniture => self.furnish(numbers),
            Class::Subheads => self.subhead(numbers),
            Class::ReorderInsert => self.reorder(foreign, numbers),
            Class::Para10 => self.paraphrase(10, foreign, numbers),
            Class::Para20 => self.paraphrase(5, foreign, numbers),
            Class::Partial30 => self.partial(foreign, numbers),
            Class::Numerals => self.spell_figures(),
            Class::Combined => self.combine(wires, numbers),
            Class::Quote1 | Class::Quote2 => self.quote(class, foreign, numbers),
            Class::Neg => {
                self.paragraphs = foreign.paragraphs(12, numbers);
                self.expected.verdict = Some(Verdict::DifferentText);
                Some(())
            }
            Class::Deceptive(deception) => self.deceive(deception, numbers),
        }
    }

    fn each_text(&mut self, alter: impl Fn(&str) -> String) {
        for unit in self
            .paragraphs
            .iter_mut()
            .flat_map(|paragraph| &mut paragraph.units)
        {
            let text = alter(&unit.text);
            if text != unit.text {
                unit.text = text;
                unit.treated = Treated::Typographic;
            }
        }
    }

    fn soften(&mut self, numbers: &mut Numbers) {
        for paragraph in &mut self.paragraphs {
            for (at, unit) in paragraph.units.iter_mut().enumerate() {
                let places: Vec<usize> =
                    unit.text.char_indices().map(|(at, _)| at).skip(2).collect();
                if places.len() > 2 && numbers.once_in(3) {
                    let mark = *numbers.pick(&["\u{AD}", "\u{200B}", "\u{2060}"]);
                    let place = *numbers.pick(&places);
                    unit.text.insert_str(place, mark);
                    unit.treated = Treated::Typographic;
                } else if at > 0 && unit.gap == " " && numbers.once_in(5) {
                    unit.gap = "\u{A0}";
                }
            }
        }
    }

    /// Quotation marks, ligatures, joiners, widths; answers whether anything was there to be set.
    fn typeset(&mut self) -> bool {
        let language = self.language();
        let mut changed = false;
        for paragraph in &mut self.paragraphs {
            let mut open = false;
            for unit in &mut paragraph.units {
                let text: String = unit
                    .text
                    .chars()
                    .map(|c| set(c, language, &mut open))
                    .collect();
                let text = match language {
                    "en" | "de" => text.replace("fi", "\u{FB01}").replace("fl", "\u{FB02}"),
                    "ar" => text.replacen("لم", "ل\u{640}م", 1),
                    _ => text,
                };
                if text != unit.text {
                    unit.text = text;
                    changed = true;
                    if unit.treated == Treated::Same {
                        unit.treated = Treated::Typographic;
                    }
                }
            }
        }
        changed
    }

    fn respell(&mut self) -> bool {
        let mut changed = false;
        for unit in self
            .paragraphs
            .iter_mut()
            .flat_map(|paragraph| &mut paragraph.units)
        {
            if let Site::Spelling(other) = &unit.site {
                unit.text.clone_from(other);
                unit.treated = Treated::House;
                changed = true;
            }
        }
        changed
    }

    fn break_elsewhere(&mut self, numbers: &mut Numbers) -> Option<()> {
        let spaced = self.is_spaced();
        let mut paragraphs: Vec<Paragraph> = Vec::new();
        let mut changed = false;
        for paragraph in std::mem::take(&mut self.paragraphs) {
            let ends: Vec<usize> = inner_ends(&paragraph);
            if !ends.is_empty() && numbers.once_in(2) {
                let mut units = paragraph.units;
                let rest = units.split_off(*numbers.pick(&ends));
                let kind = paragraph.kind;
                paragraphs.extend([units, rest].map(|units| Paragraph { kind, units }));
                changed = true;
                continue;
            }
            match paragraphs.last_mut() {
                Some(last) if numbers.once_in(3) => {
                    last.units.extend(paragraph.units);
                    changed = true;
                }
                _ => paragraphs.push(paragraph),
            }
        }
        self.paragraphs = paragraphs;
        // Without spaces between words a merged paragraph has one at the seam, as pages do; it does not count.
        debug_assert!(
            spaced
                || self
                    .paragraphs
                    .iter()
                    .all(|p| p.units.iter().all(|u| u.gap.is_empty()))
        );
        self.expected.verdict = Some(Verdict::Typography);
        changed.then_some(())
    }

    fn unframe(&mut self) -> Option<()> {
        self.paragraphs
            .retain(|paragraph| paragraph.kind != ParagraphKind::SignOff);
        let dateline = self.samples?.dateline.split(' ').count();
        self.paragraphs.first_mut()?.units.drain(..dateline);
        self.expected.stripped = vec![StripKind::Dateline, StripKind::SignOff];
        Some(())
    }

    fn style(&mut self, numbers: &mut Numbers) {
        if numbers.once_in(2) {
            self.respell();
        }
        if numbers.once_in(2) {
            self.typeset();
        }
    }

    fn cut(&mut self, numbers: &mut Numbers) -> Option<()> {
        let all = self.paragraphs.len();
        let kept = (all * (30 + numbers.below(61)))
            .div_ceil(100)
            .min(all - 1)
            .max(1);
        if all < 3 {
            return None;
        }
        self.paragraphs.truncate(kept);
        self.expected.paragraphs_omitted = Some(all - kept);
        self.expected.verdict = Some(Verdict::Shortened);
        self.style(numbers);
        Some(())
    }

    fn cut_sentences(&mut self, numbers: &mut Numbers) -> Option<()> {
        let mut places: Vec<usize> = (0..self.paragraphs.len())
            .filter(|&at| !inner_ends(&self.paragraphs[at]).is_empty())
            .collect();
        if places.is_empty() {
            return None;
        }
        numbers.shuffle(&mut places);
        let count = 1 + numbers.below(3);
        for &at in places.iter().take(count) {
            let paragraph = &mut self.paragraphs[at];
            let mut bounds = vec![0];
            bounds.extend(inner_ends(paragraph));
            bounds.push(paragraph.units.len());
            let sentence = numbers.below(bounds.len() - 1);
            paragraph
                .units
                .drain(bounds[sentence]..bounds[sentence + 1]);
        }
        self.expected.verdict = Some(Verdict::Shortened);
        self.style(numbers);
        Some(())
    }

    /// Puts a paragraph between two others.
    fn insert_inside(&mut self, paragraph: Paragraph, numbers: &mut Numbers) {
        let at = 1 + numbers.below(self.paragraphs.len().saturating_sub(1));
        self.paragraphs
            .insert(at.min(self.paragraphs.len()), paragraph);
    }

    fn furnish(&mut self, numbers: &mut Numbers) -> Option<()> {
        let samples = self.samples?;
        let lines = [
            (InsertionKind::RelatedLink, samples.also_read, 3),
            (InsertionKind::Promotion, samples.promotion, 1),
            (InsertionKind::Caption, samples.caption, 2),
        ];
        for (kind, text, count) in lines {
            for _ in 0..count {
                self.insert_inside(Paragraph::inserted(kind, text, samples.spaced), numbers);
            }
            self.expected.insertions.push((kind, count));
        }
        Some(())
    }

    fn subhead(&mut self, numbers: &mut Numbers) -> Option<()> {
        let samples = self.samples?;
        let count = 1 + numbers.below(3);
        for text in &samples.subheadings[..count] {
            self.insert_inside(
                Paragraph::inserted(InsertionKind::Subheading, text, samples.spaced),
                numbers,
            );
        }
        self.expected.insertions = vec![(InsertionKind::Subheading, count)];
        self.expected.verdict = Some(Verdict::HouseStyle);
        Some(())
    }

    fn reorder(&mut self, foreign: &Foreign, numbers: &mut Numbers) -> Option<()> {
        let all = self.paragraphs.len();
        let long = |paragraph: &Paragraph| paragraph.units.len() >= 10;
        let from = (all / 2 + 1..all)
            .rev()
            .find(|&at| long(&self.paragraphs[at]))?;
        let mut moved = self.paragraphs.remove(from);
        for unit in &mut moved.units {
            unit.treated = Treated::Moved;
        }
        self.paragraphs.insert(numbers.below(2), moved);
        for paragraph in foreign.paragraphs(3, numbers) {
            self.insert_inside(paragraph, numbers);
        }
        self.expected.insertions = vec![(InsertionKind::HouseText, 3)];
        self.expected.moved = true;
        self.expected.verdict = Some(Verdict::Modified);
        Some(())
    }

    /// Replaces one word of `n`.
    fn paraphrase(&mut self, n: usize, foreign: &Foreign, numbers: &mut Numbers) -> Option<()> {
        let words: Vec<String> = foreign
            .paragraphs(6, numbers)
            .into_iter()
            .flat_map(|paragraph| paragraph.units)
            .map(|unit| unit.text)
            .filter(|text| text.chars().all(char::is_alphabetic))
            .collect();
        if words.is_empty() {
            return None;
        }
        let mut replaced = 0;
        for unit in self
            .paragraphs
            .iter_mut()
            .flat_map(|paragraph| &mut paragraph.units)
        {
            if unit.ends || !unit.text.chars().all(char::is_alphabetic) || !numbers.once_in(n) {
                continue;
            }
            let word = numbers.pick(&words);
            if *word != unit.text {
                unit.text.clone_from(word);
                unit.treated = Treated::Edited;
                replaced += 1;
            }
        }
        self.expected.verdict = Some(Verdict::Modified);
        (replaced > 0).then_some(())
    }

    fn partial(&mut self, foreign: &Foreign, numbers: &mut Numbers) -> Option<()> {
        let wire: usize = self.paragraphs.iter().map(weight).sum();
        let mut own = std::mem::take(&mut self.paragraphs);
        let mut kept = 0;
        own.retain(|paragraph| {
            let keep = kept * 100 < wire * 30;
            kept += if keep { weight(paragraph) } else { 0 };
            keep
        });
        let mut around = Vec::new();
        let mut added = 0;
        while added * 30 < kept * 70 {
            let paragraph = foreign.paragraph(numbers);
            added += weight(&paragraph).max(1);
            around.push(paragraph);
        }
        self.expected.insertions = vec![(InsertionKind::HouseText, around.len())];
        // The page begins and ends with text of its own.
        self.paragraphs = own;
        let last = around.pop()?;
        self.paragraphs.insert(0, last);
        for paragraph in around {
            let at = 1 + numbers.below(self.paragraphs.len());
            self.paragraphs.insert(at, paragraph);
        }
        self.expected.verdict = Some(Verdict::Modified);
        Some(())
    }

    fn spell_figures(&mut self) -> Option<()> {
        const ENGLISH: [&str; 11] = [
            "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
            "twelve",
        ];
        const GERMAN: [&str; 11] = [
            "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf",
            "zwölf",
        ];
        let words = match self.language() {
            "en" => ENGLISH,
            "de" => GERMAN,
            _ => return None,
        };
        let mut changed = false;
        for unit in self
            .paragraphs
            .iter_mut()
            .flat_map(|paragraph| &mut paragraph.units)
        {
            let figure = unit
                .text
                .parse::<usize>()
                .ok()
                .filter(|_| unit.site == Site::Figure);
            if let Some(word) = figure.and_then(|figure| words.get(figure.checked_sub(2)?)) {
                unit.text = (*word).to_owned();
                unit.treated = Treated::Edited;
                changed = true;
            }
        }
        self.expected.verdict = Some(Verdict::Modified);
        self.expected.gravity = Some("figures");
        changed.then_some(())
    }

    fn combine(&mut self, wires: &[Wire], numbers: &mut Numbers) -> Option<()> {
        self.paragraphs.clear();
        for (at, wire) in wires.iter().enumerate() {
            let most = wire.paragraphs.len();
            let count = if at == 0 {
                most
            } else {
                (most / 2 + numbers.below(2)).clamp(1, most)
            };
            self.paragraphs.extend_from_slice(&wire.paragraphs[..count]);
        }
        self.expected.verdict = Some(Verdict::Modified);
        (wires.len() > 1).then_some(())
    }

    fn quote(&mut self, class: Class, foreign: &Foreign, numbers: &mut Numbers) -> Option<()> {
        let wire: usize = self.paragraphs.iter().map(weight).sum();
        let mut quoted = numbers.pick(&self.paragraphs).clone();
        if class == Class::Quote1 {
            let mut bounds = vec![0];
            bounds.extend(inner_ends(&quoted));
            bounds.push(quoted.units.len());
            let sentence = numbers.below(bounds.len() - 1);
            quoted.units = quoted.units[bounds[sentence]..bounds[sentence + 1]].to_vec();
        }
        if quoted.units.len() < 12 {
            return None;
        }
        let own = weight(&quoted);
        self.paragraphs = foreign.paragraphs(12, numbers);
        self.paragraphs.insert(3 + numbers.below(6), quoted);
        let page: usize = self.paragraphs.iter().map(weight).sum();
        let share = (own * 1_000 / wire).max(own * 1_000 / page);
        // So near to the floor a different count of words would decide.
        if (80..=130).contains(&share) {
            return None;
        }
        let verdict = if share < 100 {
            Verdict::DifferentText
        } else {
            Verdict::Modified
        };
        self.expected.verdict = Some(verdict);
        Some(())
    }

    fn deceive(&mut self, deception: Deception, numbers: &mut Numbers) -> Option<()> {
        let samples = self.samples?;
        let mut places = Vec::new();
        for (p, paragraph) in self.paragraphs.iter().enumerate() {
            let fits = (0..paragraph.units.len())
                .filter(|&u| allows(deception, &paragraph.units, u, samples));
            places.extend(fits.map(|u| (p, u)));
        }
        if places.is_empty() {
            return None;
        }
        let (p, u) = *numbers.pick(&places);
        turn(
            deception,
            &mut self.paragraphs[p].units,
            u,
            samples,
            numbers,
        );
        if numbers.once_in(2) {
            self.respell();
            self.typeset();
        }
        self.expected.verdict = Some(Verdict::Modified);
        let listed = match deception.gravity() {
            "attributions" => matches!(samples.language, "en" | "hi" | "de"),
            "names" | "case" => samples.cased,
            _ => true,
        };
        self.expected.gravity = listed.then(|| deception.gravity());
        Some(())
    }
}

/// Units after which a sentence ends, but for the last.
fn inner_ends(paragraph: &Paragraph) -> Vec<usize> {
    let last = paragraph.units.len();
    let ends = paragraph
        .units
        .iter()
        .enumerate()
        .filter(|(_, unit)| unit.ends);
    ends.map(|(at, _)| at + 1)
        .filter(|&end| end < last)
        .collect()
}

/// Words of a paragraph, in scripts without spaces characters.
fn weight(paragraph: &Paragraph) -> usize {
    let text = paragraph.text();
    if text.contains(' ') {
        return paragraph.units.len();
    }
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// One character as typesetters put it.
fn set(c: char, language: &str, open: &mut bool) -> char {
    match (c, language) {
        ('"', _) => {
            *open = !*open;
            match (language, *open) {
                ("de", true) => '\u{201E}',
                ("de", false) => '\u{201C}',
                ("ar", true) => '\u{AB}',
                ("ar", false) => '\u{BB}',
                (_, true) => '\u{201C}',
                (_, false) => '\u{201D}',
            }
        }
        ('\'', _) => '\u{2019}',
        ('「', "zh") => '\u{FE41}',
        ('」', "zh") => '\u{FE42}',
        ('0'..='9', "zh") => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// Whether this unit opens a sentence.
fn opens(units: &[Unit], at: usize) -> bool {
    at == 0 || units[at - 1].ends
}

fn allows(deception: Deception, units: &[Unit], at: usize, samples: &Samples) -> bool {
    let unit = &units[at];
    let speaks = |at: usize| {
        units
            .get(at)
            .is_some_and(|unit| matches!(unit.site, Site::Verb(_) | Site::Denied(_)))
    };
    let named = matches!(unit.site, Site::Name(_)) && !opens(units, at);
    match deception {
        Deception::NegationAdded => matches!(unit.site, Site::Room(_)),
        Deception::NegationRemoved => unit.site == Site::Negation,
        Deception::Digit => {
            unit.site == Site::Figure && unit.text.contains(|c: char| c.is_ascii_digit())
        }
        Deception::Attribution => matches!(unit.site, Site::Verb(_)),
        Deception::Denied => matches!(unit.site, Site::Denied(_)),
        Deception::Name => named,
        Deception::Speaker => named && (speaks(at + 1) || at.checked_sub(1).is_some_and(speaks)),
        Deception::NameCase => named && samples.cased,
        Deception::HedgeDropped => unit.site == Site::Hedge,
        Deception::QuoteMoved => {
            let closes = if samples.spaced {
                unit.text.char_indices().any(|(at, c)| at > 0 && c == '"')
            } else {
                unit.text == "」"
            };
            closes && at > 1 && !units[at - 1].text.contains(['"', '「'])
        }
    }
}

/// Makes the one edit at a place that allows it.
fn turn(
    deception: Deception,
    units: &mut Vec<Unit>,
    at: usize,
    samples: &Samples,
    numbers: &mut Numbers,
) {
    let other = match &units[at].site {
        Site::Verb(other) | Site::Denied(other) | Site::Name(other) | Site::Room(other) => {
            other.clone()
        }
        _ => String::new(),
    };
    match deception {
        Deception::NegationAdded => {
            let added = Unit {
                text: other,
                gap: units[at].gap,
                site: Site::None,
                ends: false,
                origin: None,
                treated: Treated::Edited,
            };
            units.insert(at, added);
        }
        Deception::NegationRemoved | Deception::HedgeDropped => {
            units.remove(at);
        }
        Deception::Digit => {
            let text = another_figure(&units[at].text, numbers);
            replace(&mut units[at], text);
        }
        Deception::Attribution | Deception::Denied | Deception::Name | Deception::Speaker => {
            replace(&mut units[at], other)
        }
        Deception::NameCase => {
            let text = units[at].text.to_lowercase();
            replace(&mut units[at], text);
        }
        Deception::QuoteMoved if samples.spaced => {
            let before = format!("{}\"", units[at - 1].text);
            let after = units[at].text.replace('"', "");
            replace(&mut units[at - 1], before);
            replace(&mut units[at], after);
        }
        Deception::QuoteMoved => {
            units.swap(at - 1, at);
            units[at - 1].treated = Treated::Edited;
            units[at].treated = Treated::Edited;
        }
    }
}

fn replace(unit: &mut Unit, text: String) {
    unit.text = text;
    unit.treated = Treated::Edited;
}

/// The figure with one digit changed, its first never to 0.
fn another_figure(text: &str, numbers: &mut Numbers) -> String {
    let places: Vec<usize> = text
        .char_indices()
        .filter(|(_, c)| c.is_ascii_digit())
        .map(|(at, _)| at)
        .collect();
    let Some(&first) = places.first() else {
        return text.to_owned();
    };
    let at = *numbers.pick(&places);
    let digit = usize::from(text.as_bytes()[at] - b'0');
    let mut other = (digit + 1 + numbers.below(8)) % 10;
    if other == 0 && at == first {
        other = if digit == 9 { 8 } else { 9 };
    }
    format!("{}{other}{}", &text[..at], &text[at + 1..])
}
