//! An error in one line, as the command line says it: each cause once, even where a cause repeats what the sentence before
//! it holds already. Changes no words.

/// The error with its causes, joined by colons.
pub fn once(error: &anyhow::Error) -> String {
    let mut line = String::new();
    for cause in error.chain() {
        let text = cause.to_string();
        if line.is_empty() {
            line = text;
        } else if !line.contains(&text) {
            line.push_str(": ");
            line.push_str(&text);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use anyhow::{Context, anyhow};

    use super::once;

    #[test]
    fn a_cause_that_was_told_is_not_told_again() {
        let cause = Err::<(), _>(anyhow!("no such file"));
        let told = cause
            .context("x.key: no such file")
            .context("ledger.key_file");
        let error = told.expect_err("an error");
        assert_eq!(once(&error), "ledger.key_file: x.key: no such file");
        assert_eq!(
            format!("{error:#}"),
            "ledger.key_file: x.key: no such file: no such file"
        );
    }
}
