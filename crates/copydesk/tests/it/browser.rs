//! Pages in a real Chromium, driven by its own driver: sizes, colours, scripts off, axe, and the desk's preview.
//! Runs when COPYDESK_TEST_BROWSER is set, and then fails if the browser does not answer.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::program::{Demo, until};

pub const SIZES: [(u32, u32); 2] = [(412, 915), (1280, 900)];

/// Whether the browser tests run; says so when they do not.
pub fn asked_for() -> bool {
    let asked = std::env::var_os("COPYDESK_TEST_BROWSER").is_some();
    if !asked {
        // The harness swallows `eprintln!`; a skip must be seen.
        let _ = writeln!(
            std::io::stderr(),
            "skipped: COPYDESK_TEST_BROWSER is not set"
        );
    }
    asked
}

/// A DevTools command through the driver.
#[derive(Debug)]
struct DevTools(Value);

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!(
            "session/{}/goog/cdp/execute",
            session.unwrap_or_default()
        ))
    }

    fn method_and_body(&self, _request: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.0.to_string()))
    }
}

/// A driver process, ended by its id with whatever it started.
struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A driver process and one browser in it.
pub struct Browser {
    _driver: Driver,
    pub client: Client,
    _profile: tempfile::TempDir,
}

impl Browser {
    pub async fn start() -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map(Driver)
            .expect("chromedriver starts (Debian package chromium-driver)");
        let lines = BufReader::new(driver.0.stdout.take().expect("a pipe"))
            .lines()
            .map_while(Result::ok);
        // Its first line repeats the port it was asked for, which is 0.
        let named = |line: String| {
            let port = line.split("on port ").nth(1)?.trim_end_matches('.');
            port.parse::<u16>().ok().filter(|port| *port > 0)
        };
        let mut ports = lines.filter_map(named);
        let port = ports.next().expect("chromedriver names its port");
        std::thread::spawn(move || ports.for_each(drop));
        let profile = tempfile::tempdir().expect("a folder");
        let mut connect = ClientBuilder::new(HttpConnector::new());
        connect.capabilities(capabilities(profile.path()));
        let mut tries = 0;
        let client = loop {
            match connect.connect(&format!("http://127.0.0.1:{port}")).await {
                Ok(client) => break client,
                Err(error) => assert!(tries < 5, "no browser session: {error}"),
            }
            tries += 1;
        };
        Self {
            _driver: driver,
            client,
            _profile: profile,
        }
    }

    pub async fn devtools(&self, command: &str, params: Value) {
        let command = DevTools(json!({ "cmd": command, "params": params }));
        self.client
            .issue_cmd(command)
            .await
            .expect("a DevTools command");
    }

    /// Sets the window to a size and a colour scheme, and makes sure that it took.
    pub async fn set_view(&self, (width, height): (u32, u32), scheme: &str) {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await;
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.devtools("Emulation.setEmulatedMedia", media).await;
        let inner = self.run("return window.innerWidth").await;
        assert_eq!(inner, width, "the window has the size asked for");
    }

    pub async fn run(&self, script: &str) -> Value {
        self.client
            .execute(script, Vec::new())
            .await
            .expect("a script")
    }

    pub async fn open(&self, url: &str) {
        self.client.goto(url).await.expect("a page");
    }

    /// Violations that axe finds on the page that is open, as lines of rule and element.
    async fn axe(&self, source: &str) -> Vec<String> {
        self.client
            .execute(source, Vec::new())
            .await
            .expect("axe loads");
        let tags = "['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']";
        let script = format!(
            "const done = arguments[0]; axe.run(document, {{runOnly: {tags}}}).then(r => done(r.violations.flatMap(\
             v => v.nodes.map(n => v.id + ': ' + n.target.join(' ') + ' ' + (n.failureSummary || '')))), e => done(['axe: ' + e]))"
        );
        let found = self
            .client
            .execute_async(&script, Vec::new())
            .await
            .expect("axe runs");
        found
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|line| line.as_str().map(str::to_owned))
            .collect()
    }

    pub async fn shot(&self, name: &str) {
        let Some(folder) = std::env::var_os("COPYDESK_TEST_SHOTS").map(PathBuf::from) else {
            return;
        };
        let png = self.client.screenshot().await.expect("a screenshot");
        std::fs::create_dir_all(&folder).expect("a folder for screenshots");
        std::fs::write(folder.join(format!("{name}.png")), png).expect("a screenshot is kept");
    }

    /// Closes the browser; its driver ends with the value.
    pub async fn end(self) {
        self.client.close().await.expect("the browser closes");
    }
}

fn capabilities(profile: &std::path::Path) -> serde_json::Map<String, Value> {
    let profile = format!("--user-data-dir={}", profile.display());
    let args = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        &profile,
    ];
    let wanted = json!({ "browserName": "chrome", "goog:chromeOptions": { "args": args } });
    wanted.as_object().cloned().unwrap_or_default()
}

fn axe_source() -> Option<String> {
    let path = std::env::var_os("COPYDESK_TEST_AXE")?;
    Some(std::fs::read_to_string(path).expect("COPYDESK_TEST_AXE names axe's source"))
}

pub fn in_browser(test: impl AsyncFnOnce(&Browser, &Demo)) {
    if !asked_for() {
        return;
    }
    let demo = Demo::start("12");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let browser = Browser::start().await;
        test(&browser, &demo).await;
        browser.end().await;
    });
}

#[test]
fn public_pages_fit_every_screen_and_axe_finds_nothing() {
    in_browser(async |browser, demo| {
        let story = until("the treaty story", || demo.link("/", "treaty"));
        let gone = until("the memo", || {
            demo.link("/politics/", "ministry-weighs-closing")
        });
        until("the kill", || (demo.get(&gone).status == 410).then_some(()));
        let pages = [
            ("front", String::from("/")),
            ("section", String::from("/world/")),
            ("story", story.clone()),
            ("versions", format!("{story}/versions")),
            ("comparison", format!("{story}/comparison")),
            ("tombstone", gone),
            ("search", String::from("/search?q=treaty")),
            ("corrections", String::from("/corrections")),
        ];
        for (name, path) in &pages {
            browser
                .open(&format!("http://{}{path}", demo.address))
                .await;
            for size in SIZES {
                for scheme in ["light", "dark"] {
                    check_view(browser, name, size, scheme).await;
                }
            }
        }
    });
}

pub async fn check_view(browser: &Browser, name: &str, size: (u32, u32), scheme: &str) {
    browser.set_view(size, scheme).await;
    let label = format!("{name}-{}-{scheme}", size.0);
    browser.shot(&label).await;
    let overflow = browser
        .run("return document.documentElement.scrollWidth - window.innerWidth")
        .await;
    assert!(
        overflow.as_i64().is_some_and(|pixels| pixels <= 0),
        "{label}: {overflow} px too wide"
    );
    let Some(source) = axe_source() else { return };
    let violations = browser.axe(&source).await;
    assert!(violations.is_empty(), "{label}: {violations:#?}");
}

#[test]
fn a_story_reads_the_same_without_scripts_and_its_disclosure_is_seen() {
    in_browser(async |browser, demo| {
        let story = until("the treaty story", || demo.link("/", "treaty"));
        browser
            .devtools(
                "Emulation.setScriptExecutionDisabled",
                json!({ "value": true }),
            )
            .await;
        browser
            .open(&format!("http://{}{story}", demo.address))
            .await;
        let sentence = browser
            .client
            .find(Locator::Css("#disclosure p"))
            .await
            .expect("a disclosure");
        assert!(
            sentence.is_displayed().await.expect("an answer"),
            "the disclosure is seen"
        );
        let text = sentence.text().await.expect("text");
        assert!(text.contains("the text is unmodified"), "{text}");
        let paragraphs = browser
            .client
            .find_all(Locator::Css("#story-text [data-p]"))
            .await
            .expect("a text");
        assert!(paragraphs.len() > 10, "{} paragraphs", paragraphs.len());
    });
}

#[test]
fn an_explainer_fits_every_screen_without_scripts_and_axe_finds_nothing() {
    in_browser(async |browser, demo| {
        until("the explainer", || {
            demo.link("/", "explainers/pact-of-halm")
        });
        let pages = [
            ("explainer", "/explainers/pact-of-halm"),
            ("explainers", "/explainers/"),
            ("document", "/documents/pact-of-halm"),
            (
                "compared",
                "/documents/treaty-of-port-senn/compare/pact-of-halm",
            ),
        ];
        for (name, path) in pages {
            browser
                .open(&format!("http://{}{path}", demo.address))
                .await;
            for size in SIZES {
                for scheme in ["light", "dark"] {
                    check_view(browser, name, size, scheme).await;
                }
            }
        }
        let off = json!({ "value": true });
        browser
            .devtools("Emulation.setScriptExecutionDisabled", off)
            .await;
        browser
            .open(&format!("http://{}/explainers/pact-of-halm", demo.address))
            .await;
        for part in [
            "#q1",
            ".ref",
            ".said-by",
            ".versus del",
            "svg.timeline",
            "ol.events li",
            "#open-questions",
        ] {
            let found = browser.client.find(Locator::Css(part)).await.expect(part);
            assert!(
                found.is_displayed().await.expect("an answer"),
                "{part} is seen"
            );
        }
    });
}

#[test]
fn editing_one_word_at_the_desk_changes_the_sentence_before_publication() {
    in_browser(async |browser, demo| {
        until("the treaty story", || demo.link("/", "treaty"));
        browser.set_view(SIZES[1], "light").await;
        browser.open(&demo.sign_in).await;
        let button = browser
            .client
            .find(Locator::Css("form button"))
            .await
            .expect("the button that signs in");
        button.click().await.expect("a click");
        browser
            .client
            .wait()
            .for_element(Locator::Css("li.row"))
            .await
            .expect("the list");
        browser.shot("desk-list-1280-light").await;
        let script = "const row = [...document.querySelectorAll('li.row')]\
                      .find(r => /all-night/.test(r.textContent)); return row ? row.querySelector('a.headline').href : null";
        let mut item = browser.run(script).await;
        for _ in 0..400 {
            if item.is_string() {
                break;
            }
            browser.client.refresh().await.expect("the list again");
            item = browser.run(script).await;
        }
        browser
            .open(item.as_str().expect("the item is listed"))
            .await;
        browser.shot("desk-item-1280-light").await;
        let before = sentence(browser).await;
        assert!(before.contains("the text is unmodified"), "{before}");
        let text = browser
            .client
            .find(Locator::Css("textarea[name=body]"))
            .await
            .expect("the text");
        text.click().await.expect("a click into the text");
        // Control and End: a click lands wherever the text is laid out just now, perhaps inside a word
        let at_the_end = "\u{e009}\u{e010}\u{e000} Yesterday.";
        text.send_keys(at_the_end).await.expect("typing");
        let mut after = before.clone();
        for _ in 0..2_000 {
            after = sentence(browser).await;
            if after != before {
                break;
            }
        }
        assert!(
            after.contains("the text was edited: 1 word added"),
            "{after}"
        );
        browser.shot("desk-item-edited-1280-light").await;
        check_desk_screens(browser, demo).await;
    });
}

/// Uses the demo's link; the list is open afterwards.
async fn sign_in(browser: &Browser, demo: &Demo) {
    browser.open(&demo.sign_in).await;
    let button = browser.client.find(Locator::Css("form button")).await;
    button
        .expect("the button that signs in")
        .click()
        .await
        .expect("a click");
    let rows = browser.client.wait().for_element(Locator::Css("li.row"));
    rows.await.expect("the list");
}

async fn in_every_view(browser: &Browser, name: &str) {
    for size in SIZES {
        for scheme in ["light", "dark"] {
            check_view(browser, name, size, scheme).await;
        }
    }
}

#[test]
fn what_the_archive_knows_fits_every_screen_and_axe_finds_nothing() {
    in_browser(async |browser, demo| {
        let pears = until("the pears", || demo.link("/business/", "pears"));
        let why = until("its neighbours", || demo.link(&pears, "/also/"));
        for (name, path) in [("story-also", &pears), ("also", &why)] {
            browser
                .open(&format!("http://{}{path}", demo.address))
                .await;
            in_every_view(browser, name).await;
        }
        sign_in(browser, demo).await;
        let script = "const row = [...document.querySelectorAll('li.row')]\
                      .find(r => /talk for another week/.test(r.textContent)); return row ? row.querySelector('a.headline').href : null";
        let mut item = browser.run(script).await;
        for _ in 0..400 {
            if item.is_string() {
                break;
            }
            browser.client.refresh().await.expect("the list again");
            item = browser.run(script).await;
        }
        browser
            .open(item.as_str().expect("the item is listed"))
            .await;
        let said = browser
            .run("return document.querySelector('#duplicates').textContent")
            .await;
        let said = said.as_str().unwrap_or_default().to_owned();
        assert!(said.contains("First seen from Harbour Wire"), "{said}");
        browser
            .run("document.querySelector('#duplicates').scrollIntoView()")
            .await;
        in_every_view(browser, "desk-duplicates").await;
        let compare = browser
            .run("return document.querySelector('#duplicates td:last-child a').href")
            .await;
        browser.open(compare.as_str().expect("a comparison")).await;
        in_every_view(browser, "desk-item-compare").await;
        browser
            .open(&format!("http://{}/desk/audit", demo.address))
            .await;
        in_every_view(browser, "desk-audit").await;
        let page = demo
            .get(&pears)
            .body
            .replace("1,400 tonnes", "1,500 tonnes");
        let paste = "document.querySelector('#text').value = arguments[0]; document.querySelector('.audit-form').submit()";
        browser
            .client
            .execute(paste, vec![Value::from(page)])
            .await
            .expect("the form is sent");
        let report = browser
            .client
            .wait()
            .for_element(Locator::Css("article.audit"));
        report.await.expect("a report");
        in_every_view(browser, "desk-audit-report").await;
    });
}

async fn sentence(browser: &Browser) -> String {
    let found = browser
        .run("return document.querySelector('#preview .sentence')?.textContent ?? ''")
        .await;
    found.as_str().unwrap_or_default().to_owned()
}

async fn check_desk_screens(browser: &Browser, demo: &Demo) {
    for path in [
        "/desk/",
        "/desk/kills",
        "/desk/embargoes",
        "/desk/quarantine",
        "/desk/feeds",
        "/desk/acts",
        "/desk/explainers",
    ] {
        browser
            .open(&format!("http://{}{path}", demo.address))
            .await;
        for size in SIZES {
            for scheme in ["light", "dark"] {
                let name = format!("desk{}", path.trim_start_matches("/desk").replace('/', "-"));
                check_view(browser, name.trim_end_matches('-'), size, scheme).await;
            }
        }
    }
}
