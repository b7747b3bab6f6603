//! What the archive's index shows at the desk: duplicates of an open item with their comparison, and outside pages held
//! against the wires.

use super::*;

const STRIKE: &str = "Bus drivers of the port city of Marrow will stop work for a day on Thursday after talks about \
                      rest breaks on the long lines to the eastern suburbs failed for the third time, their union said.";
const OFFER: &str = "The company had offered ten minutes at each end of a line; the drivers want fifteen and a room \
                     with a window in which to spend them, as their colleagues on the trams have had since 1998.";
const SCHOOL: &str = "Schools were told to expect pupils late, and the county asked parents to walk with them where they can.";

fn strike(guid: &'static str, headline: &'static str, paragraphs: &[&str]) -> Wire {
    let body: String = paragraphs
        .iter()
        .map(|text| format!("<p>{text}</p>"))
        .collect();
    Wire {
        guid,
        headline,
        body: Box::leak(body.into_boxed_str()),
        ..Wire::plain()
    }
}

#[tokio::test]
async fn an_item_shows_who_had_its_text_first_and_where_the_house_published_it() {
    let mut room = Newsroom::signed_in().await;
    let first = strike("urn:north:strike", "Drivers stop", &[STRIKE, OFFER, SCHOOL]);
    let first = room.arrives(&first).await;
    room.publish(&first, "No buses on Thursday").await;
    room.pass(600);
    let late = strike("urn:north:again", "Buses halt", &[STRIKE, OFFER]);
    let late = room.arrives(&late).await;
    let page = room.get(&super::super::link::item(&late)).await;
    page.is(StatusCode::OK)
        .has("Published already")
        .has("No buses on Thursday")
        .has("First seen from")
        .has("longer form")
        .has("100.0 %");
    let compare = super::super::link::compared((&late, 1), (&first, 1));
    page.has(&compare.replace('&', "&amp;"));
    let compared = room.get(&compare).await;
    compared.is(StatusCode::OK).has("Schools were told");
    let page = room.get(&super::super::link::item(&first)).await;
    page.has("This item came first")
        .has("shorter form")
        .lacks("Published already");
}

#[tokio::test]
async fn an_item_of_another_text_has_no_duplicates_and_a_killed_one_is_none() {
    let mut room = Newsroom::signed_in().await;
    let text = [STRIKE, OFFER];
    let first = room
        .arrives(&strike("urn:north:strike", "Drivers stop", &text))
        .await;
    let other = room.arrives(&Wire::plain()).await;
    room.get(&super::super::link::item(&other))
        .await
        .has("No other item of the archive has this text");
    let late = room
        .arrives(&strike("urn:north:again", "Buses halt", &text))
        .await;
    let path = super::super::link::item(&late);
    room.get(&path).await.has("same text");
    let mut kill = strike("urn:north:strike", "Kill", &["Do not use."]);
    kill.version = 2;
    room.arrives(&kill.with("pubstatus", "canceled".into()))
        .await;
    room.get(&path)
        .await
        .lacks("same text")
        .lacks("Drivers stop");
    assert_eq!(first.guid, "urn:north:strike");
}

impl Newsroom {
    /// Sends a form as a browser sends one with a file.
    async fn uploads(&mut self, fields: &[(&str, Option<&str>, &[u8])]) -> Page {
        let mut body = Vec::new();
        for (name, file, bytes) in fields {
            let file = file.map(|file| format!("; filename=\"{file}\"\r\ncontent-type: text/html"));
            let head = format!(
                "--xx\r\ncontent-disposition: form-data; name=\"{name}\"{}\r\n\r\n",
                file.unwrap_or_default()
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--xx--\r\n");
        let request = Request::post("/desk/audit")
            .header("content-type", "multipart/form-data; boundary=xx")
            .header("host", "127.0.0.1:8080")
            .header("sec-fetch-site", "same-origin")
            .header("cookie", self.cookie.clone().unwrap_or_default());
        self.send(request.body(Body::from(body)).expect("a request"))
            .await
    }
}

fn outside(paragraphs: &[&str]) -> String {
    let body: String = paragraphs
        .iter()
        .map(|text| format!("<p>{text}</p>"))
        .collect();
    format!(
        "<!doctype html><title>Buses</title><main><h1>Buses stand still</h1><article>{body}</article></main>"
    )
}

#[tokio::test]
async fn an_uploaded_page_is_held_against_the_archive() {
    let mut room = Newsroom::signed_in().await;
    room.get("/desk/audit")
        .await
        .is(StatusCode::OK)
        .has("multipart/form-data");
    room.arrives(&strike(
        "urn:north:strike",
        "Drivers stop",
        &[STRIKE, OFFER],
    ))
    .await;
    let claim = "This story has not been edited and is published from a syndicated feed.";
    let html = outside(&[STRIKE, &OFFER.replace("fifteen", "twelve"), claim]);
    let page = room
        .uploads(&[
            ("page", Some("buses.html"), html.as_bytes()),
            ("text", None, b""),
        ])
        .await;
    page.is(StatusCode::OK)
        .has("Buses stand still")
        .has("buses.html")
        .has("of its")
        .has("urn:north:strike")
        .has("<del>fifteen")
        .has("This does not hold.")
        .has("class=\"ribbon");
    let pasted = format!("{STRIKE}\n\n{OFFER}");
    let page = room
        .uploads(&[("page", Some(""), b""), ("text", None, pasted.as_bytes())])
        .await;
    page.is(StatusCode::OK)
        .has("The pasted text")
        .has("the text is unmodified");
}

#[tokio::test]
async fn a_page_that_cannot_be_audited_is_refused_with_its_reason() {
    let mut room = Newsroom::signed_in().await;
    let empty = room
        .uploads(&[("page", Some("x.html"), b""), ("text", None, b"")])
        .await;
    empty.is(StatusCode::UNPROCESSABLE_ENTITY).has("is empty");
    let blank = room.uploads(&[("text", None, b"<p hidden>x</p>")]).await;
    blank
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("shows no text")
        .has("&lt;p hidden&gt;");
    let huge = vec![b'a'; super::super::audit::FORM_BYTES_MAX + 1];
    let huge = room.uploads(&[("page", Some("huge.html"), &huge)]).await;
    huge.is(StatusCode::PAYLOAD_TOO_LARGE).has("too big");
    let mut stranger = Newsroom::open().await;
    let shown = stranger.get("/desk/audit").await;
    shown.is(StatusCode::SEE_OTHER);
}
