//! Measures the extractor on `../shared/fixtures/statements/polnear-dev`: 84 news articles with every attribution
//! marked by hand. Prints the measures beside published figures and holds the floor of each. Skipped with a notice
//! where the files are absent. Set `COPYDESK_POLNEAR_SHOW` to an article's number, or to `all`, to see what differs.

mod polnear_corpus;
mod polnear_score;

use std::io::Write;

use polnear_corpus::{Article, Event, articles};
use polnear_score::{Table, score};

fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

#[test]
fn attributions_of_political_news_are_found_as_measured() {
    let Some(articles) = articles() else {
        say("skipped: ../shared/fixtures/statements/polnear-dev is not there");
        return;
    };
    let mut table = Table::default();
    for (number, article) in articles.iter().enumerate() {
        let predicted = article.read();
        score(article, &predicted, &mut table);
        show(number, article, &predicted);
    }
    table.print(&mut |line| say(&line));
    let floor = |name: &str, measured: f64, least: f64| {
        assert!(measured >= least, "{name}: {measured:.1} is under {least}")
    };
    floor("SPEECH PAIR F", table.speech.pair.f(), 66.0);
    floor("SPEECH source F", table.speech.source.f(), 64.0);
    floor("SPEECH cue F", table.speech.cue.f(), 68.0);
    floor("SPEECH content F", table.speech.content.f(), 53.0);
    floor("ALL PAIR F", table.all.pair.f(), 50.0);
    floor("direct PAIR recall", table.direct.recall(), 80.0);
    floor("PUB precision of certain", table.certain.precision(), 99.0);
    floor(
        "SPEECH covered by certain",
        table.covered_speech.recall(),
        30.0,
    );
    floor(
        "quoted covered by certain",
        table.covered_quoted.recall(),
        45.0,
    );
}

/// Prints what an article's reading misses and adds, if the environment asks for it.
fn show(number: usize, article: &Article, predicted: &[Event]) {
    let Ok(wanted) = std::env::var("COPYDESK_POLNEAR_SHOW") else {
        return;
    };
    if wanted != "all" && !wanted.split(',').any(|one| one.parse() == Ok(number)) {
        return;
    }
    say(&format!("# {number} {}", article.name));
    for line in polnear_score::differences(article, predicted) {
        say(&line);
    }
    for event in predicted {
        let at = event.cue.first().map_or(0, |span| span.start);
        say(&format!(
            "OURS {number}@{at} {} = {}",
            polnear_score::shown(article, event),
            event.name
        ));
    }
}
