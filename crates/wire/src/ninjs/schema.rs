//! Structural checks after the IPTC schemas of ninjs 1.x, 2.x and 3.x: types, enumerations, required and unknown
//! keys. A breach is a `schema.violation` and nothing more: the item is read all the same. Key patterns are as loose
//! as the published ones (1.x does not anchor them at the end). A version newer than the tables may have keys of
//! its own, so its unknown keys pass.

use std::borrow::Cow;

use super::raw::{Dialect, Generation};
use crate::json::{Kind, Value};
use crate::{Finding, Span};

/// What a value has to look like.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    Time,
    /// A date that may lack its later parts.
    PartialTime,
    Number,
    Integer,
    /// Integer 1 to 9; in 1.x any number in that range.
    Urgency,
    Percent,
    Status,
    NewsType,
    Texts,
    Record(&'static Table),
    Records(&'static Table),
    /// 1.x: names as keys.
    NamedRecords(&'static Table),
    /// Associated items.
    Items,
}

/// The keys of an object. Lower-cased they are those of 2.x.
struct Table {
    keys: &'static [(&'static str, Shape)],
    required: &'static [&'static str],
    open: bool,
    rule: Rule,
}

/// Whether `key` is `name` in lower case.
fn is_lower_case_of(key: &str, name: &str) -> bool {
    let lower = name.bytes().map(|byte| byte.to_ascii_lowercase());
    key.len() == name.len() && lower.eq(key.bytes())
}

/// What a table of keys cannot say.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    None,
    Contact,
    Dates,
    Rights,
    GeoJson,
}

const fn table(keys: &'static [(&'static str, Shape)]) -> Table {
    Table {
        keys,
        required: &[],
        open: false,
        rule: Rule::None,
    }
}

use Shape::{
    Integer, Items, NamedRecords, NewsType, Number, PartialTime, Percent, Record, Records, Status,
    Text, Texts, Time, Urgency,
};

static CONCEPT_1: Table = table(&[
    ("name", Text),
    ("rel", Text),
    ("scheme", Text),
    ("code", Text),
    ("symbols", Records(&SYMBOL)),
    ("title", Text),
    ("href", Text),
]);

static SYMBOL: Table = table(&[
    ("ticker", Text),
    ("exchange", Text),
    ("symbolType", Text),
    ("symbol", Text),
]);

static RENDITION_1: Table = table(&[
    ("href", Text),
    ("mimetype", Text),
    ("title", Text),
    ("height", Number),
    ("width", Number),
    ("sizeinbytes", Number),
    ("duration", Number),
    ("format", Text),
]);

static STANDARD: Table = table(&[("name", Text), ("version", Text), ("schema", Text)]);

static ITEM_1: Table = Table {
    required: &["uri"],
    ..table(&[
        ("uri", Text),
        ("type", NewsType),
        ("mimetype", Text),
        ("representationtype", Text),
        ("profile", Text),
        ("version", Text),
        ("firstcreated", Time),
        ("versioncreated", Time),
        ("contentcreated", Time),
        ("embargoed", Time),
        ("expires", Time),
        ("pubstatus", Status),
        ("urgency", Urgency),
        ("copyrightholder", Text),
        ("copyrightnotice", Text),
        ("usageterms", Text),
        ("ednote", Text),
        ("language", Text),
        ("person", Records(&CONCEPT_1)),
        ("organisation", Records(&CONCEPT_1)),
        ("place", Records(&CONCEPT_1)),
        ("subject", Records(&CONCEPT_1)),
        ("event", Records(&CONCEPT_1)),
        ("object", Records(&CONCEPT_1)),
        ("infosource", Records(&CONCEPT_1)),
        ("genre", Records(&CONCEPT_1)),
        ("trustindicator", Records(&CONCEPT_1)),
        ("title", Text),
        ("byline", Text),
        ("headline", Text),
        ("slugline", Text),
        ("located", Text),
        ("charcount", Number),
        ("wordcount", Number),
        ("renditions", NamedRecords(&RENDITION_1)),
        ("associations", Items),
        ("altids", Record(&ANYTHING)),
        ("rightsinfo", Record(&RIGHTS)),
        ("$standard", Record(&STANDARD)),
    ])
};

static ANYTHING: Table = Table {
    open: true,
    ..table(&[])
};

static WORDED: Table = Table {
    required: &["value"],
    ..table(&[
        ("role", Text),
        ("contentType", Text),
        ("charCount", Number),
        ("wordCount", Number),
        ("value", Text),
    ])
};

static CONCEPT: Table = table(&[
    ("id", Text),
    ("name", Text),
    ("rel", Text),
    ("role", Text),
    ("uri", Text),
    ("literal", Text),
    ("creator", Text),
    ("relevance", Percent),
    ("confidence", Percent),
    ("symbols", Records(&SYMBOL)),
    ("contactInfo", Records(&CONTACT)),
    ("geoJSON", Record(&GEO_JSON)),
]);

static CONTACT: Table = Table {
    rule: Rule::Contact,
    ..table(&[
        ("type", Text),
        ("role", Text),
        ("lang", Text),
        ("name", Text),
        ("value", Text),
        ("address", Record(&ADDRESS)),
    ])
};

static ADDRESS: Table = table(&[
    ("lines", Texts),
    ("locality", Text),
    ("area", Text),
    ("postalCode", Text),
    ("country", Text),
]);

static GEO_JSON: Table = Table {
    required: &["type"],
    open: true,
    rule: Rule::GeoJson,
    ..table(&[("type", Text)])
};

static RENDITION: Table = Table {
    required: &["name"],
    ..table(&[
        ("name", Text),
        ("href", Text),
        ("contentType", Text),
        ("title", Text),
        ("width", Number),
        ("height", Number),
        ("sizeInBytes", Number),
        ("duration", Number),
        ("format", Text),
        ("aspectRatio", Text),
        ("videoCodec", Text),
        ("frameRate", Number),
        ("poi", Record(&POINT)),
        ("transportProtocol", Text),
        ("scanType", Text),
        ("bitrate", Text),
    ])
};

static POINT: Table = table(&[("x", Integer), ("y", Integer)]);

static RIGHTS: Table = Table {
    rule: Rule::Rights,
    ..table(&[
        ("langId", Text),
        ("linkedRights", Text),
        ("encodedRights", Text),
    ])
};

static DATES: Table = Table {
    rule: Rule::Dates,
    ..table(&[
        ("startDate", Time),
        ("endDate", Time),
        ("expectedStartDate", PartialTime),
        ("expectedEndDate", PartialTime),
        ("expectedDuration", Text),
        ("recurrence", Record(&ANYTHING)),
    ])
};

static EVENT: Table = table(&[
    ("eventStatus", Text),
    ("plannedCoverageStatus", Text),
    ("dates", Record(&DATES)),
    ("organiser", Record(&CONCEPT)),
]);

static COVERAGE: Table = table(&[
    ("uri", Text),
    ("title", Text),
    ("pubStatus", Status),
    ("type", NewsType),
    ("commissioned", Record(&ANYTHING)),
    ("dates", Record(&DATES)),
    ("audiences", Records(&AUDIENCE)),
    ("exclAudience", Texts),
    ("edNote", Text),
    ("urgency", Urgency),
    ("language", Text),
    ("itemCount", Record(&COUNT)),
    ("wordCount", Integer),
    ("renditions", Records(&RENDITION)),
]);

static AUDIENCE: Table = table(&[("audience", Text), ("significance", Integer)]);

static COUNT: Table = table(&[("rangeFrom", Integer), ("rangeTo", Integer)]);

static ALT_ID: Table = table(&[("role", Text), ("value", Text)]);

static INDICATOR: Table = table(&[("role", Text), ("title", Text), ("href", Text)]);

static ITEM: Table = Table {
    required: &["uri"],
    ..table(&[
        ("uri", Text),
        ("type", NewsType),
        ("representationType", Text),
        ("profile", Text),
        ("version", Text),
        ("firstCreated", Time),
        ("versionCreated", Time),
        ("contentCreated", Time),
        ("embargoed", Time),
        ("embargoedUntil", Time),
        ("expires", Time),
        ("pubStatus", Status),
        ("urgency", Urgency),
        ("copyrightHolder", Text),
        ("copyrightNotice", Text),
        ("usageTerms", Text),
        ("edNote", Text),
        ("language", Text),
        ("descriptions", Records(&WORDED)),
        ("bodies", Records(&WORDED)),
        ("headlines", Records(&WORDED)),
        ("people", Records(&CONCEPT)),
        ("organisations", Records(&CONCEPT)),
        ("places", Records(&CONCEPT)),
        ("subjects", Records(&CONCEPT)),
        ("events", Records(&CONCEPT)),
        ("objects", Records(&CONCEPT)),
        ("infoSources", Records(&CONCEPT)),
        ("genres", Records(&CONCEPT)),
        ("eventDetails", Record(&EVENT)),
        ("plannedCoverage", Records(&COVERAGE)),
        ("title", Text),
        ("by", Text),
        ("slugline", Text),
        ("located", Text),
        ("renditions", Records(&RENDITION)),
        ("associations", Items),
        ("altIds", Records(&ALT_ID)),
        ("trustIndicators", Records(&INDICATOR)),
        ("standard", Record(&STANDARD)),
        ("rightsInfo", Record(&RIGHTS)),
        ("digitalSourceType", Record(&CONCEPT)),
    ])
};

/// An associated item also has the name of its role.
static ASSOCIATION: Table = Table {
    keys: &[("name", Text), ("rel", Text)],
    required: &["name", "uri"],
    open: false,
    rule: Rule::None,
};

/// Breaches of the schema in the item at `value`, their spans in the scanned text.
pub(super) fn check(value: Value<'_>, dialect: &Dialect) -> Vec<Finding> {
    let mut checker = Checker {
        dialect,
        open: Vec::new(),
        findings: Vec::new(),
    };
    checker.object(value, &[checker.item_table()]);
    while let Some((value, shape)) = checker.open.pop() {
        checker.value(value, shape);
    }
    checker.findings
}

const FINDINGS_MAX: usize = 50;

struct Checker<'t, 'd> {
    dialect: &'d Dialect,
    open: Vec<(Value<'t>, Shape)>,
    findings: Vec<Finding>,
}

impl<'t> Checker<'t, '_> {
    fn item_table(&self) -> &'static Table {
        match self.dialect.generation {
            Generation::One => &ITEM_1,
            Generation::Two | Generation::Three => &ITEM,
        }
    }

    fn breach(&mut self, message: String, span: Span) {
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(Finding {
                code: "schema.violation",
                message,
                span: Some(span),
            });
        }
    }

    /// The name of a table's key in this generation.
    fn name(&self, key: &'static str) -> Cow<'static, str> {
        match self.dialect.generation {
            Generation::Two => Cow::Owned(key.to_ascii_lowercase()),
            Generation::One | Generation::Three => Cow::Borrowed(key),
        }
    }

    fn object(&mut self, value: Value<'t>, tables: &[&'static Table]) {
        if value.kind() != Kind::Object {
            self.breach("an object is expected".to_owned(), value.span());
            return;
        }
        let mut unknown: Vec<(String, Span)> = Vec::new();
        for (key, member) in value.members() {
            match self.shape_of(&key, tables) {
                Some(shape) => self.open.push((member, shape)),
                None => unknown.push((key.into_owned(), member.span())),
            }
        }
        self.unknown_keys(&unknown, tables);
        self.missing_keys(value, tables);
        for table in tables {
            self.rule(value, table.rule);
        }
    }

    fn shape_of(&self, key: &str, tables: &[&'static Table]) -> Option<Shape> {
        let keys = tables.iter().flat_map(|table| table.keys);
        // A newer version's spelling is not known, so its keys are matched in any case.
        let fits = |name: &str| match self.dialect.generation {
            _ if self.dialect.newer_than_known() => name.eq_ignore_ascii_case(key),
            Generation::Two => is_lower_case_of(key, name),
            Generation::One | Generation::Three => name == key,
        };
        let known = keys
            .filter(|(name, _)| fits(name))
            .map(|(_, shape)| *shape)
            .next();
        known.or_else(|| self.pattern(key, tables))
    }

    /// The key patterns of 1.x: a prefix and at least one letter, digit or underscore.
    fn pattern(&self, key: &str, tables: &[&'static Table]) -> Option<Shape> {
        if self.dialect.generation != Generation::One {
            return None;
        }
        let fits = |prefix: &str| {
            let rest = key.strip_prefix(prefix).unwrap_or_default();
            rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        };
        let item = tables.iter().any(|table| std::ptr::eq(*table, &ITEM_1));
        if item && ["description_", "body_", "headline_"].into_iter().any(fits) {
            return Some(Text);
        }
        fits("geometry_").then_some(Record(&ANYTHING))
    }

    fn unknown_keys(&mut self, unknown: &[(String, Span)], tables: &[&'static Table]) {
        let open = self.dialect.newer_than_known() || tables.iter().any(|table| table.open);
        let Some((_, span)) = unknown.first().filter(|_| !open) else {
            return;
        };
        let mut names: Vec<String> = unknown
            .iter()
            .take(8)
            .map(|u| format!("{:?}", u.0))
            .collect();
        if unknown.len() > names.len() {
            names.push("…".to_owned());
        }
        self.breach(
            format!("keys unknown to ninjs: {}", names.join(", ")),
            *span,
        );
    }

    fn missing_keys(&mut self, value: Value<'t>, tables: &[&'static Table]) {
        for table in tables {
            for key in table.required {
                let name = self.name(key);
                if value.get(&name).is_none() {
                    self.breach(format!("the key {name:?} is missing"), value.span());
                }
            }
        }
    }

    fn value(&mut self, value: Value<'t>, shape: Shape) {
        match shape {
            Record(table) => self.object(value, &[table]),
            Records(table) => {
                for element in self.array(value) {
                    self.object(element, &[table]);
                }
            }
            Texts => {
                for element in self.array(value) {
                    self.open.push((element, Text));
                }
            }
            NamedRecords(table) => self.named(value, table),
            Items => self.items(value),
            _ => self.plain(value, shape),
        }
    }

    fn array(&mut self, value: Value<'t>) -> Vec<Value<'t>> {
        if value.kind() != Kind::Array {
            self.breach("an array is expected".to_owned(), value.span());
        }
        value.elements().collect()
    }

    fn named(&mut self, value: Value<'t>, table: &'static Table) {
        if value.kind() != Kind::Object {
            self.breach("an object is expected".to_owned(), value.span());
        }
        for (_, member) in value.members() {
            self.object(member, &[table]);
        }
    }

    fn items(&mut self, value: Value<'t>) {
        if self.dialect.generation == Generation::One {
            self.named(value, &ITEM_1);
            return;
        }
        for element in self.array(value) {
            self.object(element, &[&ASSOCIATION, &ITEM]);
        }
    }

    fn plain(&mut self, value: Value<'t>, shape: Shape) {
        let fits = match shape {
            Number => value.kind() == Kind::Number,
            Integer => integer(value).is_some(),
            Urgency => self.urgency(value),
            Percent => integer(value).is_some_and(|n| (0..=100).contains(&n)),
            _ => self.text(value, shape),
        };
        if !fits {
            let message = format!("{} is expected", expectation(shape));
            self.breach(message, value.span());
        }
    }

    fn urgency(&self, value: Value<'t>) -> bool {
        match self.dialect.generation {
            Generation::One => value.kind() == Kind::Number,
            _ => integer(value).is_some_and(|n| (1..=9).contains(&n)),
        }
    }

    fn text(&self, value: Value<'t>, shape: Shape) -> bool {
        let Some(text) = value.text() else {
            return false;
        };
        match shape {
            Time => is_time(&text),
            PartialTime => is_partial_time(&text),
            Status => matches!(&*text, "usable" | "withheld" | "canceled"),
            NewsType => NEWS_TYPES.contains(&&*text),
            _ => true,
        }
    }

    fn rule(&mut self, value: Value<'t>, rule: Rule) {
        let has = |key: &str| {
            let mut members = value.members();
            members.any(|(name, _)| name.eq_ignore_ascii_case(key))
        };
        let broken = match rule {
            Rule::None => return,
            Rule::Contact => has("value") == has("address"),
            Rule::Rights => has("linkedRights") == has("encodedRights"),
            Rule::Dates => {
                has("startDate") == has("expectedStartDate")
                    && has("endDate") == has("expectedEndDate")
            }
            Rule::GeoJson => !is_geo_json(value),
        };
        if broken {
            self.breach(rule_text(rule).to_owned(), value.span());
        }
    }
}

const NEWS_TYPES: [&str; 9] = [
    "text",
    "audio",
    "video",
    "picture",
    "graphic",
    "composite",
    "component",
    "event",
    "planning",
];

fn rule_text(rule: Rule) -> &'static str {
    match rule {
        Rule::None => "",
        Rule::Contact => "either a value or an address is expected",
        Rule::Rights => "either linked or encoded rights are expected",
        Rule::Dates => "either a sure or an expected date is expected",
        Rule::GeoJson => "not GeoJSON",
    }
}

fn expectation(shape: Shape) -> &'static str {
    match shape {
        Time => "a date and time",
        PartialTime => "a date",
        Number => "a number",
        Integer => "an integer",
        Urgency => "an urgency from 1 to 9",
        Percent => "an integer from 0 to 100",
        Status => "usable, withheld or canceled",
        NewsType => "a type of news object",
        _ => "a string",
    }
}

fn integer(value: Value<'_>) -> Option<i64> {
    let number = value.kind() == Kind::Number;
    number.then(|| value.source().parse().ok())?
}

/// Whether the text reads like a date with a time; offsets without colon pass, as agencies send them.
fn is_time(text: &str) -> bool {
    text.len() >= 16 && text.get(..10).is_some_and(is_partial_time) && {
        let mut rest = text.bytes().skip(10);
        matches!(rest.next(), Some(b'T' | b't' | b' '))
            && rest.next().is_some_and(|b| b.is_ascii_digit())
    }
}

/// `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or more.
fn is_partial_time(text: &str) -> bool {
    let date = text.split(['T', 't', ' ']).next().unwrap_or_default();
    let parts: Vec<&str> = date.split('-').collect();
    let widths = [4, 2, 2];
    parts.len() <= 3
        && parts
            .iter()
            .zip(widths)
            .all(|(part, width)| part.len() == width && part.bytes().all(|b| b.is_ascii_digit()))
}

fn is_geo_json(value: Value<'_>) -> bool {
    let Some(kind) = value.get("type").and_then(Value::text) else {
        return false;
    };
    let needed = match &*kind {
        "Point" | "MultiPoint" | "LineString" | "MultiLineString" | "Polygon" | "MultiPolygon" => {
            "coordinates"
        }
        "GeometryCollection" => "geometries",
        "Feature" => "geometry",
        "FeatureCollection" => "features",
        _ => return false,
    };
    value.get(needed).is_some()
}
