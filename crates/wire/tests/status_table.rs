//! The table of statuses (`wire.md` 8), row by row, for formats that state them in fields: signals, status, embargo and what
//! is killed. Telegrams and mails, which state them in words, are in `telegram_statuses`.

use copydesk_wire::{Embargo, Hint, Item, Signal, Status, read};

const UNTIL: &str = "2026-05-06T06:00:00Z";

fn item(raw: &str) -> Item {
    let hint = Hint {
        zone: Some(jiff::tz::TimeZone::UTC),
        received: Some("2026-05-04T10:00:00Z".parse().expect("an instant")),
        ..Hint::default()
    };
    let items = read(raw.as_bytes(), &hint).items;
    assert_eq!(items.len(), 1, "{raw}");
    items.into_iter().next().expect("an item")
}

/// What one file of a row must come to.
#[track_caller]
fn check(raw: &str, signals: &[Signal], status: Status, embargo: Embargo) -> Item {
    let item = item(raw);
    assert_eq!(item.signals, signals, "{raw}");
    assert_eq!(item.status, status, "{raw}");
    assert_eq!(item.embargo, embargo, "{raw}");
    item
}

/// A file that is open but for its signals.
#[track_caller]
fn check_signals(raw: &str, signals: &[Signal]) {
    check(raw, signals, Status::Usable, Embargo::None);
}

/// An embargo with its time, or one that no time can be read of, which stays closed until an editor sets one.
#[track_caller]
fn check_embargo(raw: &str, until: Option<&str>) {
    let item = item(raw);
    let expected = match until {
        Some(until) => Embargo::Until(until.parse().expect("an instant")),
        None => Embargo::TimeUnknown,
    };
    assert_eq!(item.embargo, expected, "{raw}");
    assert_eq!(item.status, Status::Usable, "{raw}");
    let held = item.holds().any(|code| code == "embargo.no_time");
    assert_eq!(held, until.is_none(), "{raw}");
}

fn g2(meta: &str, links: &str) -> String {
    format!(
        "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='urn:orla:1' version='2'><itemMeta>\
         <versionCreated>2026-05-04T09:00:00Z</versionCreated>{meta}{links}</itemMeta><contentMeta><headline>Pier opens\
         </headline></contentMeta><contentSet><inlineXML><html><body><p>The pier opens.</p></body></html></inlineXML>\
         </contentSet></newsItem>"
    )
}

#[test]
fn newsml_g2() {
    let status = |code: &str| g2(&format!("<pubStatus qcode='{code}'/>"), "");
    let signal = |code: &str| {
        g2(
            "<pubStatus qcode='stat:usable'/>",
            &format!("<signal qcode='{code}'/>"),
        )
    };
    check_signals(&g2("", ""), &[]);
    check_signals(&status("stat:usable"), &[]);
    for code in ["stat:canceled", "stat:withdrawn", "vnd:withdrawn"] {
        check(
            &status(code),
            &[Signal::Kill],
            Status::Canceled,
            Embargo::None,
        );
    }
    for code in [
        "sttinstruct:remove",
        "x:delete",
        "x:kill",
        "x:retract",
        "x:withdraw",
    ] {
        check(
            &signal(code),
            &[Signal::Kill],
            Status::Canceled,
            Embargo::None,
        );
    }
    check_signals(&signal("sig:correction"), &[Signal::Correction]);
    check_signals(&signal("sig:update"), &[Signal::Update]);
    check_signals(&signal("edStat:update"), &[]);
    let link = "<link rel='irel:prevVersion' residref='urn:orla:1' version='1'/>";
    check_signals(&g2("", link), &[Signal::Update]);
    check(
        &status("stat:withheld"),
        &[Signal::Withhold],
        Status::Withheld,
        Embargo::None,
    );
    assert_eq!(item(&status("vnd:draft")).status, Status::Withheld);
    let unknown = check(&status("vnd:odd"), &[], Status::Withheld, Embargo::None);
    assert!(unknown.holds().any(|code| code == "status.unknown"));
    check_embargo(
        &g2(&format!("<embargoed>{UNTIL}</embargoed>"), ""),
        Some(UNTIL),
    );
    check_embargo(&g2("<embargoed/>", ""), None);
    check_embargo(&g2("<embargoed>Friday</embargoed>", ""), None);
}

fn newsml1(revision: &str, management: &str) -> String {
    format!(
        "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>orla.example</ProviderId><DateId>20260504</DateId>\
         <NewsItemId>TX-1</NewsItemId><RevisionId PreviousRevision='{revision}' Update='N'>2</RevisionId>\
         <PublicIdentifier>urn:newsml:orla.example:20260504:TX-1:2</PublicIdentifier></NewsIdentifier></Identification>\
         <NewsManagement><NewsItemType FormalName='News'/>{management}</NewsManagement><NewsComponent><NewsLines>\
         <HeadLine>Pier opens</HeadLine></NewsLines><ContentItem><DataContent><p>The pier opens.</p></DataContent>\
         </ContentItem></NewsComponent></NewsItem></NewsML>"
    )
}

#[test]
fn newsml_1() {
    let status = |name: &str| newsml1("0", &format!("<Status FormalName='{name}'/>"));
    check_signals(&status("Usable"), &[]);
    check_signals(
        &newsml1("1", "<Status FormalName='Usable'/>"),
        &[Signal::Update],
    );
    check(
        &status("Canceled"),
        &[Signal::Kill],
        Status::Canceled,
        Embargo::None,
    );
    check(
        &status("Withheld"),
        &[Signal::Withhold],
        Status::Withheld,
        Embargo::None,
    );
    let instruction = |revision: &str| {
        newsml1(
            "0",
            &format!(
                "<Status FormalName='Usable'/><Instruction FormalName='x'><RevisionStatus{revision}>\
                 <Status FormalName='Canceled'/></RevisionStatus></Instruction>"
            ),
        )
    };
    for (revision, version) in [(" Revision='1'", Some("1")), ("", None)] {
        let killed = item(&instruction(revision));
        let kills = killed.kills.as_ref().expect("what it kills");
        assert_eq!(kills.guid.as_deref(), Some(killed.guid.as_str()));
        assert_eq!(kills.version.as_deref(), version);
        assert!(killed.signals.contains(&Signal::Kill));
    }
    let embargoed =
        |change: &str| newsml1("0", &format!("<Status FormalName='Embargoed'/>{change}"));
    let change = "<StatusWillChange><FutureStatus FormalName='Usable'/><DateAndTime>20260506T060000Z</DateAndTime>\
                  </StatusWillChange>";
    check_embargo(&embargoed(change), Some(UNTIL));
    check_embargo(&embargoed(""), None);
}

fn ninjs(keys: &str) -> String {
    format!(
        "{{\"uri\":\"urn:orla:1\",\"type\":\"text\",\"versioncreated\":\"2026-05-04T09:00:00Z\",\"headline\":\"Pier opens\",\
         \"body_text\":\"The pier opens.\"{keys}}}"
    )
}

fn dpa(keys: &str) -> String {
    format!(
        "{{\"format\":\"digitalwires@0.9.1\",\"type\":\"composite\",\"urn\":\"urn:newsml:nna.example:20260504:1\",\
         \"version\":1,\"version_created\":\"2026-05-04T09:00:00Z\",\"headline\":\"Pier opens\",\
         \"article_html\":\"<p>The pier opens.</p>\"{keys}}}"
    )
}

#[test]
fn ninjs_and_digitalwires() {
    for form in [ninjs, dpa] {
        check_signals(&form(",\"pubstatus\":\"usable\""), &[]);
        check(
            &form(",\"pubstatus\":\"canceled\""),
            &[Signal::Kill],
            Status::Canceled,
            Embargo::None,
        );
        check(
            &form(",\"pubstatus\":\"withheld\""),
            &[Signal::Withhold],
            Status::Withheld,
            Embargo::None,
        );
        check_embargo(&form(&format!(",\"embargoed\":\"{UNTIL}\"")), Some(UNTIL));
        check_embargo(&form(",\"embargoed\":\"\""), None);
    }
    check_embargo(
        &ninjs(&format!(",\"embargoedUntil\":\"{UNTIL}\"")),
        Some(UNTIL),
    );
    check_signals(&ninjs(",\"signal\":\"correction\""), &[Signal::Correction]);
    check_signals(&dpa(",\"signal\":\"update\""), &[Signal::Update]);
    check_signals(
        &ninjs(",\"ednote\":\"CORRECTION: the name is Vale\""),
        &[Signal::Correction],
    );
}

fn ap(keys: &str) -> String {
    format!(
        "{{\"data\":{{\"item\":{{\"altids\":{{\"itemid\":\"00aa\",\"etag\":\"00aa_1\"}},\"version\":1,\"type\":\"text\",\
         \"versioncreated\":\"2026-05-04T09:00:00Z\",\"headline\":\"Pier opens\"{keys}}}}}}}"
    )
}

#[test]
fn ap_media() {
    let types = |name: &str| {
        ap(&format!(
            ",\"pubstatus\":\"usable\",\"editorialtypes\":[\"{name}\"]"
        ))
    };
    check_signals(&ap(",\"pubstatus\":\"usable\""), &[]);
    check(
        &ap(",\"pubstatus\":\"canceled\""),
        &[Signal::Kill],
        Status::Canceled,
        Embargo::None,
    );
    for name in ["Kill", "Elimination", "Disregard"] {
        let killed = item(&types(name));
        assert!(killed.signals.contains(&Signal::Kill), "{name}");
        assert_ne!(killed.status, Status::Usable, "{name}");
    }
    for name in ["Corrective", "Correction", "Clarification"] {
        check_signals(&types(name), &[Signal::Correction]);
    }
    for name in ["Lead", "Writethru"] {
        check_signals(&types(name), &[Signal::Update]);
    }
    check(
        &types("Withhold"),
        &[Signal::Withhold],
        Status::Withheld,
        Embargo::None,
    );
    check_embargo(&types("HoldForRelease"), None);
    check_embargo(&ap(",\"pubstatus\":\"embargoed\""), None);
    check_embargo(
        &ap(&format!(
            ",\"pubstatus\":\"embargoed\",\"embargoed\":\"{UNTIL}\""
        )),
        Some(UNTIL),
    );
    let test = item(&ap(",\"pubstatus\":\"usable\",\"signals\":[\"Test\"]"));
    assert_eq!(test.status, Status::Withheld);
    assert!(test.holds().any(|code| code == "item.test"));
}

fn nitf(attributes: &str, docdata: &str) -> String {
    format!(
        "<nitf><head><docdata{attributes}><doc-id id-string='orla-1'/><date.issue norm='20260504T090000Z'/>{docdata}\
         </docdata></head><body><body.head><hedline><hl1>Pier opens</hl1></hedline></body.head><body.content>\
         <p>The pier opens.</p></body.content></body></nitf>"
    )
}

#[test]
fn nitf_documents() {
    let status = |name: &str| nitf(&format!(" management-status='{name}'"), "");
    check_signals(&status("usable"), &[]);
    check(
        &status("canceled"),
        &[Signal::Kill],
        Status::Canceled,
        Embargo::None,
    );
    check(
        &status("withheld"),
        &[Signal::Withhold],
        Status::Withheld,
        Embargo::None,
    );
    let of_another = " management-status='canceled' management-doc-idref='orla-0' management-idref-status='canceled'";
    let killed = item(&nitf(of_another, ""));
    let kills = killed.kills.as_ref().expect("what it kills");
    assert_eq!(kills.guid.as_deref(), Some("orla-0"));
    check_signals(
        &nitf("", "<correction info='the name' id-string='orla-0'/>"),
        &[Signal::Correction],
    );
    check_signals(
        &nitf("", "<du-key key='pier' version='2'/>"),
        &[Signal::Update],
    );
    check_signals(&nitf("", "<du-key key='pier' version='1'/>"), &[]);
    let embargoed = |release: &str| nitf(" management-status='embargoed'", release);
    check_embargo(
        &embargoed("<date.release norm='20260506T060000Z'/>"),
        Some(UNTIL),
    );
    check_embargo(&embargoed(""), None);
    check_embargo(
        &nitf("", "<date.release norm='20260506T060000Z'/>"),
        Some(UNTIL),
    );
    check_signals(&nitf("", "<date.release norm='20260504T080000Z'/>"), &[]);
}

#[test]
fn web_feeds() {
    let rss = |title: &str| {
        format!(
            "<rss version='2.0'><channel><item><guid>1</guid><title>{title}</title><description>It opens.</description></item></channel></rss>"
        )
    };
    check_signals(&rss("Pier opens"), &[]);
    check_signals(&rss("CORRECTED: Pier opens"), &[Signal::Correction]);
    check_signals(&rss("MILITANTS KILL 5"), &[]);
    check_embargo(&rss("EMBARGO: Pier opens"), None);
    let deleted = "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:at='http://purl.org/atompub/tombstones/1.0'>\
                   <at:deleted-entry ref='urn:orla:1' when='2026-05-04T09:00:00Z'/></feed>";
    let deleted = item(deleted);
    let kills = deleted.kills.as_ref().expect("what it kills");
    assert_eq!(kills.guid.as_deref(), Some("urn:orla:1"));
    assert!(deleted.signals.contains(&Signal::Kill));
}

#[test]
fn ritzau() {
    let news = |keys: &str| {
        format!(
            "<RBNews><NewsID>5e-2</NewsID><PublishDate>2026-05-04T09:00:00</PublishDate><headline>Havnen er åben</headline>\
             <version>1</version>{keys}<content>&lt;p&gt;Havnen.&lt;/p&gt;</content></RBNews>"
        )
    };
    check_signals(&news(""), &[]);
    check_signals(&news("<NyVersion>true</NyVersion>"), &[Signal::Update]);
    check_signals(
        &news("<Korrektion>true</Korrektion>"),
        &[Signal::Correction],
    );
    let killed = item(&news(
        "<replacedID>5e-1</replacedID><Annuleret>true</Annuleret>",
    ));
    let kills = killed.kills.as_ref().expect("what it kills");
    assert_eq!(kills.guid.as_deref(), Some("5e-1"));
    assert_ne!(killed.status, Status::Usable);
}

#[test]
fn the_strictest_statement_counts_and_an_embargo_in_words_closes_every_format() {
    let canceled = g2(
        "<pubStatus qcode='stat:usable'/><embargoed/>",
        "<signal qcode='x:kill'/>",
    );
    let canceled = item(&canceled);
    assert_eq!(
        (canceled.status, canceled.embargo),
        (Status::Canceled, Embargo::TimeUnknown)
    );
    let note = "<edNote>EMBARGOED until Friday</edNote>";
    check_embargo(&g2("", note), None);
    check_embargo(&ninjs(",\"ednote\":\"EMBARGOED until Friday\""), None);
    check_embargo(
        &ap(",\"pubstatus\":\"usable\",\"ednote\":\"EMBARGOED until Friday\""),
        None,
    );
    check_embargo(&nitf("", "<ed-msg info='EMBARGOED until Friday'/>"), None);
    let line = "<NewsLines><NewsLine><NewsLineType FormalName='AdvisoryLine'/><NewsLineText>EMBARGOED until Friday\
                </NewsLineText></NewsLine>";
    check_embargo(
        &newsml1("0", "<Status FormalName='Usable'/>").replace("<NewsLines>", line),
        None,
    );
}
