//! Echoes among treaties whose descent is known, and the timeline.

use copydesk_documents::{
    Archive, Boilerplate, DateFound, Direction, Document, Echo, Number, Precision, ReadHint, What,
    read, timeline,
};
use copydesk_text::Span;

use crate::fixtures;

/// Days of adoption; the collection holds none.
const ADOPTED: [(&str, &str); 28] = [
    ("cat", "1984-12-10"),
    ("cedaw", "1979-12-18"),
    ("crc", "1989-11-20"),
    ("crpd", "2006-12-13"),
    ("gc-ap1", "1977-06-08"),
    ("gc-ap2", "1977-06-08"),
    ("gc-i", "1949-08-12"),
    ("gc-ii", "1949-08-12"),
    ("gc-iii", "1949-08-12"),
    ("gc-iv", "1949-08-12"),
    ("genocide", "1948-12-09"),
    ("iccpr", "1966-12-16"),
    ("iccpr-op1", "1966-12-16"),
    ("iccpr-op2", "1989-12-15"),
    ("icerd", "1965-12-21"),
    ("icescr", "1966-12-16"),
    ("icj-statute", "1945-06-26"),
    ("op-icescr", "2008-12-10"),
    ("outer-space", "1966-12-19"),
    ("refugee", "1951-07-28"),
    ("rome-statute", "1998-07-17"),
    ("udhr", "1948-12-10"),
    ("un-charter", "1945-06-26"),
    ("uncac", "2003-10-31"),
    ("unclos", "1982-12-10"),
    ("vccr", "1963-04-24"),
    ("vcdr", "1961-04-18"),
    ("vclt", "1969-05-23"),
];

struct Treaties {
    names: Vec<String>,
    documents: Vec<Document>,
}

impl Treaties {
    fn read() -> Option<Self> {
        let (names, mut documents): (Vec<String>, Vec<Document>) =
            fixtures::english("open-treaties")?.into_iter().unzip();
        for (name, document) in names.iter().zip(&mut documents) {
            let day = ADOPTED
                .iter()
                .find(|(known, _)| known == name)
                .expect("a day")
                .1;
            document.facts.signed = Some(day.to_owned());
        }
        Some(Self { names, documents })
    }

    fn place(&self, name: &str) -> usize {
        self.names
            .iter()
            .position(|one| one == name)
            .expect("the treaty")
    }

    fn article(&self, document: usize, number: u32) -> usize {
        let document = &self.documents[document];
        let wanted = |at: &usize| document.segments[*at].number == Some(Number::of(number));
        document.articles().find(wanted).expect("the article")
    }
}

#[test]
fn echoes_of_known_descent_are_found_with_their_flags() {
    let Some(treaties) = Treaties::read() else {
        return;
    };
    let archive = Archive::new(treaties.documents.iter().collect());
    let of = |name: &str, number: u32| -> Vec<Echo> {
        let document = treaties.place(name);
        let article = treaties.article(document, number);
        archive
            .echoes(document)
            .into_iter()
            .filter(|echo| echo.article == article)
            .collect()
    };
    use Boilerplate::{No, Yes};
    use Direction::{CommonWording, Earlier};
    for (here, there, direction, covered, boilerplate) in [
        (("rome-statute", 6), ("genocide", 2), Earlier, 73, No),
        (("op-icescr", 17), ("iccpr-op1", 8), Earlier, 57, No),
        (("icescr", 1), ("iccpr", 1), CommonWording, 100, No),
        (("gc-iv", 3), ("gc-iii", 3), CommonWording, 100, No),
        (("gc-iv", 3), ("gc-i", 3), CommonWording, 98, No),
        (("vccr", 77), ("vcdr", 51), Earlier, 100, Yes),
        (("crc", 49), ("vcdr", 51), Earlier, 87, Yes),
        (("cat", 30), ("cedaw", 29), Earlier, 57, Yes),
    ] {
        let (document, number) = (treaties.place(there.0), there.1);
        let article = treaties.article(document, number);
        let found = of(here.0, here.1)
            .into_iter()
            .find(|echo| echo.from_document == document && echo.from_article == article)
            .unwrap_or_else(|| panic!("{here:?} echoes {there:?}"));
        println!(
            "{here:?} {there:?}: {} of a thousand, {:?}",
            found.covered, found.boilerplate
        );
        assert_eq!(found.direction, direction, "{here:?} {there:?}");
        assert_eq!((found.covered + 5) / 10, covered, "{here:?} {there:?}");
        assert_eq!(found.boilerplate, boilerplate, "{here:?} {there:?}");
        for run in &found.runs {
            let fold = |text: &str| {
                text.split(|c: char| !c.is_alphanumeric())
                    .filter(|w| !w.is_empty())
                    .map(str::to_lowercase)
                    .collect::<Vec<_>>()
            };
            let own = treaties.documents[treaties.place(here.0)].words(run.here);
            assert_eq!(
                fold(own),
                fold(treaties.documents[document].words(run.there))
            );
            assert_eq!(fold(own).len(), run.words);
        }
    }
    assert_eq!(of("outer-space", 3), []);
    assert_eq!(of("rome-statute", 7), []);
}

fn document(raw: &str, day: Option<&str>) -> Document {
    let mut document = read(raw.as_bytes(), &ReadHint::default())
        .expect("a document")
        .remove(0);
    document.facts.signed = day.map(str::to_owned);
    document
}

const SHARED: &str =
    "The water of the lake is shared by both towns in equal parts for all time to come.";

#[test]
fn with_two_documents_nobody_can_tell_boilerplate() {
    let old = document(
        &format!("Article 1\n{SHARED}\nArticle 2\nPeace is kept.\n"),
        Some("1961-07-06"),
    );
    let new = document(
        &format!("Article 1\nFerries run.\nArticle 2\n{SHARED} No more.\n"),
        Some("2024-06-19"),
    );
    let unknown = document(&format!("Article 1\n{SHARED}\nArticle 2\nBoats.\n"), None);
    let archive = Archive::new(vec![&old, &new]);
    let found = archive.echoes(1);
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].boilerplate, found[0].direction),
        (Boilerplate::Unknown, Direction::Earlier)
    );
    assert_eq!(archive.echoes(0), [], "an earlier text echoes no later one");
    assert_eq!(
        Archive::new(vec![&unknown, &new]).echoes(1),
        [],
        "without a day there is no direction"
    );
}

#[test]
fn events_are_sorted_and_two_of_one_day_stay_two() {
    let text = "Article 1\nThe Treaty of Velden was signed on 9 February 2000. The council met in 1999 and in 2001.\n\
                Article 2\nThe towns ratified the Treaty in 2000.\n";
    let mut document = document(text, Some("2000-02-09"));
    document.facts.in_force = Some("2000-12".to_owned());
    let date = |words: &str, from: &str, precision| {
        let start = text.find(words).expect("the date");
        DateFound {
            span: Span::new(start, start + words.len()),
            from: from.to_owned(),
            precision,
        }
    };
    let dates = [
        date("9 February 2000", "2000-02-09", Precision::Day),
        date("1999", "1999-01-01", Precision::Year),
        date("2001", "2001-01-01", Precision::Year),
        DateFound {
            span: Span::new(
                text.rfind("2000").expect("the year"),
                text.rfind("2000").expect("the year") + 4,
            ),
            from: "2000-01-01".to_owned(),
            precision: Precision::Year,
        },
    ];
    let events = timeline(&document, &dates);
    let when: Vec<(&str, Precision)> = events
        .iter()
        .map(|event| (event.when.as_str(), event.precision))
        .collect();
    assert_eq!(
        when,
        [
            ("2000-01-01", Precision::Year),
            ("2000-02-09", Precision::Day),
            ("2000-02-09", Precision::Day),
            ("2000-12-01", Precision::Month),
        ]
    );
    assert_eq!(events[1].what, What::Fact("signed"));
    let What::Sentence { verb, .. } = events[0].what else {
        panic!("a sentence");
    };
    assert_eq!(document.words(verb), "ratified");
}
