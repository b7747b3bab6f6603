//! What a NewsML 1 item is read into.

use proptest::prelude::*;

use crate::{Embargo, Format, Hint, Item, Signal, Status, read};

fn items(text: &str) -> Vec<Item> {
    let items = read(text.as_bytes(), &Hint::default()).items;
    assert!(
        items
            .iter()
            .all(|item| item.format == Some(Format::NewsMl1))
    );
    items
}

fn only(text: &str) -> Item {
    let mut items = items(text);
    assert_eq!(items.len(), 1);
    items.remove(0)
}

/// An item with this management, this identification and this component.
fn item(identifier: &str, management: &str, component: &str) -> Item {
    only(&format!(
        "<NewsML><NewsItem><Identification><NewsIdentifier>{identifier}</NewsIdentifier></Identification>\
         <NewsManagement>{management}</NewsManagement><NewsComponent>{component}</NewsComponent></NewsItem></NewsML>"
    ))
}

fn codes(item: &Item) -> Vec<&str> {
    item.findings.iter().map(|finding| finding.code).collect()
}

#[track_caller]
fn check_identity(identifier: &str, guid: &str, version: Option<&str>) {
    let item = item(identifier, "", "");
    assert_eq!(
        (item.guid.as_str(), item.version.as_deref()),
        (guid, version),
        "{identifier}"
    );
}

#[test]
fn the_guid_is_the_public_identifier_without_its_revision() {
    let revision = "<RevisionId PreviousRevision='0' Update='N'>2</RevisionId>";
    let public = |id: &str| format!("{revision}<PublicIdentifier>{id}</PublicIdentifier>");
    check_identity(
        &public("urn:newsml:x.org:20260504:A1:2"),
        "urn:newsml:x.org:20260504:A1",
        Some("2"),
    );
    check_identity(
        &public("urn:newsml:x.org:20260504:A1:2U"),
        "urn:newsml:x.org:20260504:A1",
        Some("2"),
    );
    check_identity(
        "<PublicIdentifier>urn:newsml:x.org:20260504T1200Z:A1:12</PublicIdentifier>",
        "urn:newsml:x.org:20260504T1200Z:A1",
        Some("12"),
    );
    check_identity(
        "<PublicIdentifier>x:story-9</PublicIdentifier>",
        "x:story-9",
        None,
    );
    check_identity(
        "<PublicIdentifier>urn:newsml:x.org:77</PublicIdentifier>",
        "urn:newsml:x.org:77",
        None,
    );
}

#[test]
fn without_public_identifier_the_parts_make_the_guid() {
    check_identity(
        "<ProviderId>x.org:20260116:PH</ProviderId><DateId>20260116</DateId><NewsItemId>A1</NewsItemId>",
        "urn:newsml:x.org:20260116:PH:20260116:A1",
        None,
    );
    let none = item("<ProviderId>x.org</ProviderId>", "", "");
    assert!(none.guid.starts_with("urn:x-copydesk:raw:"));
    assert_eq!(none.agency.as_deref(), Some("x.org"));
}

#[track_caller]
fn check_status(management: &str, status: Status, signals: &[Signal]) -> Item {
    let item = item("<NewsItemId>a</NewsItemId>", management, "");
    assert_eq!(
        (item.status, item.signals.as_slice()),
        (status, signals),
        "{management}"
    );
    item
}

#[test]
fn status_is_read_from_attribute_or_element_and_fails_closed() {
    check_status("", Status::Usable, &[]);
    check_status("<Status FormalName='Usable'/>", Status::Usable, &[]);
    check_status(
        "<Status FormalName='Canceled'/>",
        Status::Canceled,
        &[Signal::Kill],
    );
    check_status(
        "<Status><FormalName>Withheld</FormalName></Status>",
        Status::Withheld,
        &[Signal::Withhold],
    );
    let odd = check_status("<Status FormalName='Perhaps'/>", Status::Withheld, &[]);
    assert!(codes(&odd).contains(&"status.unknown"));
    check_status("<Status/>", Status::Withheld, &[]);
    check_status(
        "<NewsItemType FormalName='Alert'/>",
        Status::Usable,
        &[Signal::Alert],
    );
}

#[test]
fn an_instruction_that_cancels_is_a_kill_of_the_own_guid() {
    let one = "<Instruction><RevisionStatus Revision='3'><Status FormalName='Canceled'/></RevisionStatus></Instruction>";
    let kills = check_status(one, Status::Withheld, &[Signal::Kill])
        .kills
        .unwrap();
    assert_eq!(kills.by, "guid");
    assert_eq!(kills.guid.as_deref(), Some("urn:newsml:a"));
    assert_eq!(kills.version.as_deref(), Some("3"));
    let all = one.replace(" Revision='3'", "");
    assert_eq!(
        check_status(&all, Status::Withheld, &[Signal::Kill])
            .kills
            .unwrap()
            .version,
        None
    );
    let two = format!("{one}{}", one.replace('3', "4"));
    assert_eq!(
        check_status(&two, Status::Withheld, &[Signal::Kill])
            .kills
            .unwrap()
            .version,
        None
    );
    let usable = one.replace("Canceled", "Usable");
    assert_eq!(check_status(&usable, Status::Usable, &[]).kills, None);
}

#[track_caller]
fn check_embargo(management: &str, until: Option<&str>) {
    let item = item("<NewsItemId>a</NewsItemId>", management, "");
    match until {
        Some(until) => assert_eq!(item.embargo, Embargo::Until(until.parse().unwrap())),
        None => {
            assert_eq!(item.embargo, Embargo::TimeUnknown, "{management}");
            assert!(codes(&item).contains(&"embargo.no_time"));
        }
    }
    assert_eq!(
        (item.status, item.status_raw.as_deref()),
        (Status::Usable, Some("Embargoed"))
    );
}

#[test]
fn an_embargo_ends_when_the_status_changes_to_usable() {
    let change = |future: &str, when: &str| {
        format!(
            "<Status FormalName='Embargoed'/><StatusWillChange><FutureStatus FormalName='{future}'/>\
             <DateAndTime>{when}</DateAndTime></StatusWillChange>"
        )
    };
    check_embargo(
        &change("Usable", "20260504T120000+0200"),
        Some("2026-05-04T10:00:00Z"),
    );
    check_embargo(&change("Usable", "noon"), None);
    check_embargo(&change("Canceled", "20260504T120000Z"), None);
    check_embargo("<Status FormalName='Embargoed'/>", None);
}

#[test]
fn a_usable_item_that_will_be_withheld_expires() {
    let item = check_status(
        "<Status FormalName='Usable'/><StatusWillChange><FutureStatus FormalName='Withheld'/>\
         <DateAndTime>20260504T120000Z</DateAndTime></StatusWillChange>",
        Status::Usable,
        &[],
    );
    assert_eq!(item.embargo, Embargo::None);
    assert_eq!(item.expires.unwrap().text, "2026-05-04T12:00:00Z");
}

#[test]
fn a_later_revision_is_an_update_and_an_update_without_its_text_holds() {
    let revision =
        |update: &str| format!("<RevisionId PreviousRevision='1' Update='{update}'>2</RevisionId>");
    let full = item(&revision("N"), "", "");
    assert_eq!(full.signals, [Signal::Update]);
    assert!(!codes(&full).contains(&"newsml1.partial"));
    for partial in ["U", "A"] {
        let partial = item(&revision(partial), "", "");
        assert!(partial.holds().any(|code| code == "newsml1.partial"));
    }
}

#[track_caller]
fn check_texts(component: &str, expected: &[(&str, &[&str])], body: Option<&str>) -> Item {
    let item = item("<NewsItemId>a</NewsItemId>", "", component);
    let found: Vec<(&str, Vec<&str>)> = (item.renditions.iter())
        .map(|r| {
            (
                r.name.as_str(),
                r.paragraphs.iter().map(|p| p.text.as_str()).collect(),
            )
        })
        .collect();
    let expected: Vec<(&str, Vec<&str>)> =
        (expected.iter()).map(|(n, p)| (*n, p.to_vec())).collect();
    assert_eq!(found, expected, "{component}");
    assert_eq!(item.body().map(|body| body.name.as_str()), body);
    item
}

fn text(data: &str) -> String {
    format!(
        "<ContentItem><MediaType FormalName='Text'/><DataContent>{data}</DataContent></ContentItem>"
    )
}

fn part(role: &str, inside: &str) -> String {
    format!("<NewsComponent><Role FormalName='{role}'/>{inside}</NewsComponent>")
}

#[test]
fn text_is_read_from_nitf_bare_paragraphs_cdata_and_lines() {
    let expected: &[(&str, &[&str])] = &[("main", &["One.", "Two."])];
    let nitf = "<nitf><body><body.content><p>One.</p><p>Two.</p></body.content></body></nitf>";
    check_texts(&text(nitf), expected, Some("main"));
    check_texts(
        &text("<media><media-reference data-location='#p'/></media><p>One.</p><p>Two.</p>"),
        expected,
        Some("main"),
    );
    check_texts(
        &text("<![CDATA[<p>One.</p><p>Two.</p>]]>"),
        expected,
        Some("main"),
    );
    check_texts(&text("One.\n\nTwo.\n"), expected, Some("main"));
}

#[test]
fn title_lead_and_body_are_one_text() {
    let parts = [
        part("Title", &text("<p>Weir rebuilt</p>")),
        part("Lead", &text("<p>One.</p>")),
        part("Body", &text("<p>Two.</p>")),
    ];
    let item = check_texts(
        &parts.concat(),
        &[("main", &["One.", "Two."])],
        Some("main"),
    );
    assert_eq!(item.headline.as_deref(), Some("Weir rebuilt"));
    let lines = "<NewsLines><HeadLine>Weir</HeadLine></NewsLines>";
    let both = format!("{lines}{}", parts.concat());
    check_texts(
        &both,
        &[("main", &["Weir rebuilt", "One.", "Two."])],
        Some("main"),
    );
}

#[test]
fn equivalents_are_alternatives_and_mark_up_is_preferred() {
    let plain = format!("<NewsComponent>{}</NewsComponent>", text("One."));
    let marked = format!("<NewsComponent>{}</NewsComponent>", text("<p>One.</p>"));
    let list = format!("<NewsComponent EquivalentsList='yes'>{plain}{marked}</NewsComponent>");
    check_texts(
        &list,
        &[("main", &["One."]), ("alternative", &["One."])],
        Some("alternative"),
    );
    let beside = format!(
        "{}{}",
        part("Main", &text("One.")),
        part("Supporting", &text("More."))
    );
    check_texts(
        &beside,
        &[("main", &["One."]), ("supporting", &["More."])],
        Some("main"),
    );
}

#[test]
fn sizes_of_a_picture_are_one_picture_with_its_caption() {
    let size = |role: &str, width: u32| {
        part(
            role,
            &format!(
                "<ContentItem Href='{width}.jpg'><MediaType FormalName='Photo'/><Characteristics>\
                 <Property FormalName='Width' Value='{width}'/></Characteristics></ContentItem>"
            ),
        )
    };
    let sizes = [
        size("Preview", 512),
        size("Main", 2048),
        size("Thumbnail", 128),
    ]
    .concat();
    let caption = part("Caption", &text("<p>The weir.</p>"));
    let lines = "<NewsLines><HeadLine>Weir</HeadLine><CreditLine>X</CreditLine></NewsLines>";
    let story = text("<p>One.</p>");
    let inner = format!("{story}<NewsComponent Duid='p0'>{lines}{caption}{sizes}</NewsComponent>");
    let item = check_texts(&inner, &[("main", &["One."])], Some("main"));
    assert_eq!(item.headline, None);
    let picture = &item.pictures[0];
    assert_eq!(
        (item.pictures.len(), picture.href.as_deref()),
        (1, Some("2048.jpg"))
    );
    assert_eq!(picture.caption.as_deref(), Some("The weir."));
    assert_eq!(
        (picture.headline.as_deref(), picture.credit.as_deref()),
        (Some("Weir"), Some("X"))
    );
    let outermost = check_texts(&format!("{lines}{caption}{sizes}"), &[], None);
    assert_eq!(outermost.headline.as_deref(), Some("Weir"));
    assert_eq!(outermost.pictures[0].caption.as_deref(), Some("The weir."));
}

#[test]
fn advisory_lines_are_notes_whose_words_count() {
    let item = item(
        "<NewsItemId>a</NewsItemId>",
        "",
        "<NewsLines><NewsLine><NewsLineType FormalName='AdvisoryLine'/><NewsLineText>CORRECTION: name in par 2</NewsLineText></NewsLine></NewsLines>",
    );
    assert_eq!(item.signals, [Signal::Correction]);
    assert_eq!(item.ed_notes[0].role.as_deref(), Some("AdvisoryLine"));
    assert!(!item.ed_notes[0].publishable);
}

#[test]
fn an_item_inside_a_component_is_an_item_of_its_own() {
    let inner = "<NewsItem><Identification><NewsIdentifier><NewsItemId>b</NewsItemId></NewsIdentifier></Identification></NewsItem>";
    let outer = inner.replace(">b<", ">a<").replace(
        "</NewsItem>",
        &format!("<NewsComponent>{inner}</NewsComponent></NewsItem>"),
    );
    let wire = format!("<NewsML>{outer}{}</NewsML>", inner.replace(">b<", ">c<"));
    let guids: Vec<String> = items(&wire).into_iter().map(|item| item.guid).collect();
    assert_eq!(guids, ["urn:newsml:a", "urn:newsml:b", "urn:newsml:c"]);
}

#[test]
fn what_no_field_takes_is_said() {
    let item = item(
        "<NewsItemId>a</NewsItemId>",
        "<Strange>words</Strange>",
        "<NewsLines><HeadLine>A</HeadLine><HeadLine>B</HeadLine></NewsLines><Odd>more</Odd>",
    );
    let lost = codes(&item)
        .into_iter()
        .filter(|code| *code == "text.unplaced");
    assert_eq!(lost.count(), 3);
}

const SAMPLE: &str = include_str!("../../../../corpus/newsml-1/story-with-picture/wire.xml");

proptest! {
    #[test]
    fn any_cut_is_read_without_failure(cut in 0..SAMPLE.len()) {
        let cut = SAMPLE.floor_char_boundary(cut);
        for item in read(&SAMPLE.as_bytes()[..cut], &Hint::default()).items {
            for paragraph in item.renditions.iter().flat_map(|r| &r.paragraphs) {
                prop_assert!(paragraph.span.end <= cut);
            }
        }
    }

    #[test]
    fn any_order_of_elements_is_read_without_failure(
        names in prop::collection::vec(prop::sample::select(vec![
            "NewsComponent", "ContentItem", "DataContent", "Encoding", "Role", "NewsLines", "HeadLine", "NewsItem",
            "Identification", "NewsIdentifier", "PublicIdentifier", "Update", "media", "body.head", "hedline", "p",
        ]), 0..24),
        close in prop::collection::vec(any::<bool>(), 24),
    ) {
        let mut wire = "<NewsML><NewsItem><NewsComponent EquivalentsList='yes'>".to_owned();
        for (name, close) in names.iter().zip(close) {
            wire.push_str(&format!("<{name} FormalName='Main' Href='x'>w{}", if close { format!("</{name}>") } else { String::new() }));
        }
        prop_assert!(!read(wire.as_bytes(), &Hint::default()).items.is_empty());
    }

    #[test]
    fn a_paragraph_stands_at_its_span(text in "[a-zäöü€ ]{1,40}") {
        prop_assume!(!text.trim().is_empty());
        let wire = format!("<NewsML><NewsItem><NewsComponent><ContentItem><DataContent><p>{}</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>", text.replace('ä', "&#228;"));
        let items = read(wire.as_bytes(), &Hint::default()).items;
        let paragraph = &items[0].body().unwrap().paragraphs[0];
        let part = &wire[paragraph.span.start..paragraph.span.end];
        prop_assert_eq!(crate::text::fold(&part.replace("&#228;", "ä")), paragraph.text.clone());
    }
}
