//! The scoring of the public article benchmark, for tests and benches: multisets of runs of four tokens, precision and
//! recall as means over pages. Decides nothing.

use std::collections::HashMap;

/// Tokens of the benchmark: runs of letters, digits and underscores.
fn tokens(text: &str) -> Vec<&str> {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    text.split(|c: char| !inside(c))
        .filter(|token| !token.is_empty())
        .collect()
}

fn shingles<'a>(tokens: &[&'a str]) -> HashMap<Vec<&'a str>, i64> {
    let mut found = HashMap::new();
    if tokens.is_empty() {
        return found;
    }
    for run in tokens.windows(4.min(tokens.len())) {
        *found.entry(run.to_vec()).or_default() += 1;
    }
    found
}

/// Precision, recall and exact pages, as the benchmark sums them.
#[derive(Default)]
pub struct Score {
    precisions: Vec<f64>,
    recalls: Vec<f64>,
    exact: usize,
    pub pages: usize,
}

impl Score {
    pub fn add(&mut self, gold: &str, found: &str) {
        let (gold, found) = (tokens(gold), tokens(found));
        self.pages += 1;
        self.exact += usize::from(gold == found);
        let (gold, found) = (shingles(&gold), shingles(&found));
        let both: i64 = found
            .iter()
            .map(|(run, n)| *n.min(gold.get(run).unwrap_or(&0)))
            .sum();
        let (in_gold, in_found): (i64, i64) = (gold.values().sum(), found.values().sum());
        if in_found > 0 {
            self.precisions.push(both as f64 / in_found as f64);
        }
        if in_gold > 0 {
            self.recalls.push(both as f64 / in_gold as f64);
        }
    }

    pub fn f1(&self) -> f64 {
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
        let (p, r) = (mean(&self.precisions), mean(&self.recalls));
        2.0 * p * r / (p + r)
    }

    pub fn line(&self, name: &str) -> String {
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
        format!(
            "{name}: F1 {:.4}, P {:.4}, R {:.4}, exact {:.3} of {} pages",
            self.f1(),
            mean(&self.precisions),
            mean(&self.recalls),
            self.exact as f64 / self.pages.max(1) as f64,
            self.pages
        )
    }
}

/// `dom_smoothie` as it ships, the peer.
pub fn smoothie_alone(html: &str) -> String {
    let config = dom_smoothie::Config {
        text_mode: dom_smoothie::TextMode::Formatted,
        ..dom_smoothie::Config::default()
    };
    let readability = dom_smoothie::Readability::new(html, None, Some(config));
    let found = readability.and_then(|mut readability| readability.parse());
    found
        .map(|article| article.text_content.to_string())
        .unwrap_or_default()
}
