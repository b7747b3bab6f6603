//! From file to page and off it again: in each format that can take a story back, a story comes over HTTP, is published by
//! rule, and is gone once its kill has come. One newsroom with a feed for each format.

use std::fmt::Write as _;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::program::{Demo, until};

const TOKEN: &str = "kills";

struct Case {
    format: &'static str,
    /// Words of the story's address.
    words: &'static str,
    story: String,
    kill: String,
}

/// Fills in the moment, as each format writes it: stories of days ago are published by no rule.
fn of_now(text: &str) -> String {
    let now = Timestamp::now();
    let forms = [
        ("{now}", "%Y-%m-%dT%H:%M:%SZ"),
        ("{compact}", "%Y%m%dT%H%M%SZ"),
        ("{local}", "%Y-%m-%dT%H:%M:%S.000"),
        ("{telegram}", "%d%H%M GMT %b %y"),
        ("{month-day}", "%m-%d"),
        ("{filed}", "%m-%d-%y %H%MGMT"),
        ("{mail}", "%a, %d %b %Y %H:%M:%S +0000"),
    ];
    forms.iter().fold(text.to_owned(), |text, (mark, form)| {
        text.replace(mark, &now.strftime(form).to_string())
    })
}

fn newsml_g2(version: u32, status: &str) -> String {
    format!(
        r#"<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="tag:nna.example,2026:weir" version="{version}"
standard="NewsML-G2"><itemMeta><itemClass qcode="ninat:text"/><provider literal="nna"/><versionCreated>{{now}}</versionCreated>
<pubStatus qcode="stat:{status}"/></itemMeta><contentMeta><headline>Weir of Orla rebuilt</headline></contentMeta><contentSet>
<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body><p>The weir of Orla was rebuilt
in nine weeks.</p></body></html></inlineXML></contentSet></newsItem>"#
    )
}

fn newsml_1(revision: u32, status: &str) -> String {
    let before = revision - 1;
    format!(
        r#"<NewsML Version="1.2"><NewsEnvelope><DateAndTime>{{compact}}</DateAndTime></NewsEnvelope><NewsItem xml:lang="en">
<Identification><NewsIdentifier><ProviderId>nna.example</ProviderId><DateId>20261101</DateId><NewsItemId>BRIDGE-1</NewsItemId>
<RevisionId PreviousRevision="{before}" Update="N">{revision}</RevisionId>
<PublicIdentifier>urn:newsml:nna.example:20261101:BRIDGE-1:{revision}</PublicIdentifier></NewsIdentifier></Identification>
<NewsManagement><NewsItemType FormalName="News"/><FirstCreated>{{compact}}</FirstCreated>
<ThisRevisionCreated>{{compact}}</ThisRevisionCreated><Status FormalName="{status}"/></NewsManagement><NewsComponent><NewsLines>
<HeadLine>Bridge of Vale opens</HeadLine></NewsLines><ContentItem><MediaType FormalName="Text"/><DataContent><p>The bridge of Vale
opened to carts at noon.</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"#
    )
}

fn nitf(id: &str, status: &str, headline: &str, text: &str) -> String {
    format!(
        r#"<nitf><head><docdata {status}><doc-id id-string="{id}" regsrc="NNA"/><date.issue norm="{{now}}"/></docdata></head><body>
<body.head><hedline><hl1>{headline}</hl1></hedline></body.head><body.content><p>{text}</p></body.content></body></nitf>"#
    )
}

fn ninjs(version: u32, status: &str) -> String {
    format!(
        r#"{{"uri":"tag:nna.example,2026:tram","standard":{{"name":"ninjs","version":"3.0"}},"type":"text","version":"{version}",
"versionCreated":"{{now}}","pubStatus":"{status}","headlines":[{{"value":"Tram line to Skerry opens"}}],
"bodies":[{{"contentType":"text/plain","value":"The tram to Skerry leaves at 5.12."}}]}}"#
    )
}

fn digitalwires(version: u32, status: &str) -> String {
    format!(
        r#"{{"format":"digitalwires@0.9.1","type":"composite","entry_id":"k{version}","updated":"{{now}}",
"urn":"urn:newsml:dpa.com:20090101:261128-99-000101","version_created":"{{now}}","version":{version},"pubstatus":"{status}",
"signal":null,"embargoed":null,"language":"de","urgency":4,"headline":"Wehr am Hafen ist fertig",
"article_html":"<section class=\"main\"><p>Das Wehr am Hafen ist fertig.</p></section>","ednotes":[],"associations":[],
"categories":[]}}"#
    )
}

fn ap_media(version: u32, status: &str, kind: &str) -> String {
    format!(
        r#"{{"api_version":"1.1","id":"q7","method":"/content.GET","params":{{}},"data":{{"meta":{{}},"item":{{
"uri":"https://api.example/media/v/content/00aa11","altids":{{"itemid":"00aa11","etag":"00aa11_{version}"}},"version":{version},
"type":"text","language":"en","versioncreated":"{{now}}","firstcreated":"{{now}}","pubstatus":"{status}","editorialtypes":[{kind}],
"title":"Quay","headline":"Quay of Skerry is dry","provider":"AP"}}}},
"nitf":"<nitf><body><body.head><hedline><hl1>Quay of Skerry is dry</hl1></hedline></body.head><body.content><block><p>The quay of Skerry is dry for the first time in years.</p></block></body.content></body></nitf>"}}"#
    )
}

fn iptc_7901(number: u32, lines: &str, text: &str) -> String {
    format!(
        "bdt{number:04} 3 pl 40 nna {}\n\nHarbour/Hohenau/\n{lines} =\n\n{text}\n{{telegram}}\n",
        4000 + number
    )
}

fn anpa_1312(header: &str, slug: &str, text: &str) -> String {
    format!(
        "\u{16}\u{16}\u{1}{header} {{month-day}} 0040\r\n\u{2}\u{2}{slug},40<\r\n{text}\t\u{3}NNA-WF-{{filed}}<\r\n\u{c}\r\n\u{4}"
    )
}

fn zczc(lines: &str) -> String {
    format!("ZCZC NNA\r\n#Pier_PC7\r\n$Pier of Orla opens\r\n{lines}\r\nNNNN\r\n")
}

fn mail(number: u32, reference: &str, subject: &str, text: &str) -> String {
    format!(
        "Message-ID: <lock.{number}@nna.example>\r\n{reference}Date: {{mail}}\r\nFrom: NNA <desk@nna.example>\r\n\
         Subject: {subject}\r\n\r\n{text}\r\n"
    )
}

fn atom(entries: &str) -> String {
    format!(
        r#"<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><title>NNA</title>
<id>urn:nna:feed</id><updated>{{now}}</updated>{entries}</feed>"#
    )
}

fn ritzau(id: &str, headline: &str, replaced: &str, annulled: bool, text: &str) -> String {
    format!(
        r#"<Answer xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><ListOfRBNews><RBNews><NewsID>{id}</NewsID>
<PublishDate>{{local}}</PublishDate><strapline>NU/ORLA-U</strapline><headline>{headline}</headline><town>Orla</town>
<origin>/nna/</origin><section>Udland</section><version>1</version><replacedID>{replaced}</replacedID>
<Annuleret>{annulled}</Annuleret><NyVersion>false</NyVersion><Korrektion>false</Korrektion><content>&lt;p&gt;{text}&lt;/p&gt;</content>
<Priority>4</Priority><Status>New news</Status></RBNews></ListOfRBNews></Answer>"#
    )
}

fn mapped_xml(version: u32, state: &str) -> String {
    format!(
        r#"<dispatch><story id="NNA-12" state="{state}"><rev>{version}</rev><sent>{{now}}</sent><title>Slipway of Vale closed</title>
<copy><para>The slipway of Vale is closed for the winter.</para></copy></story></dispatch>"#
    )
}

fn mapped_json(version: u32, state: &str) -> String {
    format!(
        r#"{{"stories":[{{"storyId":"nna-13","state":"{state}","rev":"{version}","stamp":"{{now}}",
"title":"Dredger leaves Hohenau","body":"The dredger left Hohenau on the tide."}}]}}"#
    )
}

/// What a feed's table says beyond its transport.
fn settings(format: &str) -> &'static str {
    match format {
        "ritzau" => "zone = \"Europe/Copenhagen\"\n",
        "map-xml" => {
            "format = \"map-xml\"\n[feed.mapping]\nitem = \"dispatch/story\"\nguid = \"@id\"\nstatus = \"@state\"\n\
             version = \"rev\"\nversion_created = \"sent\"\nheadline = \"title\"\nhtml = \"copy\"\n"
        }
        "map-json" => {
            "format = \"map-json\"\n[feed.mapping]\nitem = \"stories\"\nguid = \"storyId\"\nstatus = \"state\"\n\
             version = \"rev\"\nversion_created = \"stamp\"\nheadline = \"title\"\ntext = \"body\"\n"
        }
        _ => "",
    }
}

fn case(format: &'static str, words: &'static str, story: String, kill: String) -> Case {
    Case {
        format,
        words,
        story,
        kill,
    }
}

/// The formats with fields for what was taken back.
fn by_field() -> Vec<Case> {
    let of_another = "management-status=\"canceled\" management-doc-idref=\"nna.example.41\" \
                      management-idref-status=\"canceled\"";
    vec![
        case(
            "newsml-g2",
            "weir",
            newsml_g2(1, "usable"),
            newsml_g2(2, "canceled"),
        ),
        case(
            "newsml-1",
            "bridge",
            newsml_1(1, "Usable"),
            newsml_1(2, "Canceled"),
        ),
        case(
            "nitf",
            "ferry",
            nitf(
                "nna.example.41",
                "management-status=\"usable\"",
                "Ferry sinks off Vale",
                "A ferry sank off Vale before dawn.",
            ),
            nitf(
                "nna.example.42",
                of_another,
                "Withdrawn",
                "No ferry sank off Vale.",
            ),
        ),
        case("ninjs", "tram", ninjs(1, "usable"), ninjs(2, "canceled")),
        case(
            "dpa-digitalwires",
            "wehr",
            digitalwires(1, "usable"),
            digitalwires(2, "canceled"),
        ),
        case(
            "ap-media",
            "quay",
            ap_media(1, "usable", ""),
            ap_media(2, "canceled", "\"Kill\""),
        ),
        case(
            "ritzau",
            "havnen",
            ritzau(
                "7e-1",
                "Havnen i Orla er lukket",
                "",
                false,
                "Havnen i Orla er lukket i en uge.",
            ),
            ritzau(
                "7e-2",
                "Annulleret",
                "7e-1",
                true,
                "Historien er annulleret.",
            ),
        ),
        case(
            "atom",
            "buoy",
            atom(
                "<entry><id>urn:nna:buoy</id><title>Buoy of Skerry adrift</title><updated>{now}</updated>\
                 <content type=\"text\">The buoy of Skerry is adrift, sailors said.</content></entry>",
            ),
            atom("<at:deleted-entry ref=\"urn:nna:buoy\" when=\"{now}\"/>"),
        ),
        case(
            "map-xml",
            "slipway",
            mapped_xml(1, "usable"),
            mapped_xml(2, "withdrawn"),
        ),
        case(
            "map-json",
            "dredger",
            mapped_json(1, "usable"),
            mapped_json(2, "canceled"),
        ),
    ]
}

/// Telegrams and mail, whose kills are words that name another telegram.
fn by_words() -> Vec<Case> {
    vec![
        case(
            "iptc7901",
            "harbour",
            iptc_7901(
                710,
                "Harbour of Hohenau shut",
                "Hohenau (nna) - The harbour of Hohenau is shut for a week, its master said.",
            ),
            iptc_7901(
                711,
                "KILL KILL KILL\nTelegram withdrawn",
                "Please do not use item 710 (Harbour of Hohenau shut).",
            ),
        ),
        case(
            "anpa1312",
            "mole",
            anpa_1312(
                "a2870\u{1f}__vale\r\nr i\u{13}\u{11} BC-AS--Vale-MoleOpeni",
                "BC-AS--Vale-Mole Opening",
                "^Mole of Vale stands again<\r\n\tVALE (NNA) _ The mole of Vale stands again after the storm.\r\n",
            ),
            anpa_1312(
                "a2901\u{1f}__vale\r\nu i\u{13}\u{11} BC-AS--Vale-MoleOpeni KILL",
                "BC-AS--Vale-Mole Opening, KILL",
                "^EDITORS: Kill the story slugged BC-AS--Vale-Mole Opening, a2870.<\r\n\tA kill is mandatory.\r\n",
            ),
        ),
        case(
            "zczc",
            "pier",
            zczc("\r\nThe pier of Orla opened to anglers on Monday."),
            zczc(
                "KILL KILL KILL\r\n\r\nEditors: the story slugged Pier_PC7 is wrong. A kill is mandatory.",
            ),
        ),
        case(
            "mail",
            "lock",
            mail(
                1,
                "",
                "Lock of Vale leaks",
                "The lock of Vale leaks at its lower gate, the keeper said.",
            ),
            mail(
                2,
                "References: <lock.1@nna.example>\r\n",
                "Kill",
                "KILL KILL KILL\r\n\r\nPlease do not use \"Lock of Vale leaks\". A kill is mandatory.",
            ),
        ),
    ]
}

fn configuration(cases: &[Case]) -> String {
    let digest = Sha256::digest(TOKEN);
    let token: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut text = String::from(
        "[site]\nname = \"The Daily Lantern\"\nlisten = \"127.0.0.1:0\"\n\n[[section]]\nslug = \"world\"\nname = \"World\"\n",
    );
    for Case { format, .. } in cases {
        let _ = write!(
            text,
            "\n[[agency]]\nid = \"{format}\"\nname = \"Wire of {format}\"\n\n[[feed]]\nid = \"{format}\"\nagency = \"{format}\"\n\
             transport = \"push\"\ntoken_sha256 = \"{token}\"\non_arrival = \"publish:world\"\n{}",
            settings(format)
        );
    }
    text
}

fn push(newsroom: &Demo, format: &str, wire: &str) {
    let answer = newsroom.push(format, TOKEN, &of_now(wire));
    assert_eq!(answer.status, 202, "{format}: {}", answer.body);
}

#[test]
fn a_kill_in_every_format_that_has_one_takes_the_story_off_its_page() {
    let work = tempfile::tempdir().expect("a folder");
    let config = work.path().join("copydesk.toml");
    let cases: Vec<Case> = by_field().into_iter().chain(by_words()).collect();
    std::fs::write(&config, configuration(&cases)).expect("a configuration");
    let newsroom = Demo::serve(&config);
    for case in &cases {
        push(&newsroom, case.format, &case.story);
    }
    let paths: Vec<String> = cases
        .iter()
        .map(|case| until(case.format, || newsroom.link("/world/", case.words)))
        .collect();
    for (case, path) in cases.iter().zip(&paths) {
        assert_eq!(newsroom.get(path).status, 200, "{}: {path}", case.format);
        push(&newsroom, case.format, &case.kill);
        until(&format!("the kill in {}", case.format), || {
            (newsroom.get(path).status == 410).then_some(())
        });
        for surface in ["/world/", "/feed.json", "/sitemap.xml"] {
            let shown = newsroom.get(surface).body;
            assert!(!shown.contains(path.as_str()), "{}: {surface}", case.format);
        }
    }
    assert!(newsroom.stop());
}
