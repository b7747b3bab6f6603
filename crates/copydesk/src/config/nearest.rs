//! Turns what the TOML reader says into one line with line number and, for an unknown key, the nearest known one.

/// One line: `line N: reason`.
pub fn in_one_line(error: &toml::de::Error, text: &str) -> String {
    let reason = error
        .message()
        .lines()
        .map(str::trim)
        .collect::<Vec<_>>()
        .join(" ");
    let reason = match unknown_key(&reason) {
        Some((key, known)) => match nearest(key, &known) {
            Some(near) => format!("unknown key `{key}`, did you mean `{near}`?"),
            None => format!("unknown key `{key}`; known here: {}", known.join(", ")),
        },
        None => reason,
    };
    match error.span() {
        Some(span) => format!("line {}: {reason}", line_of(text, span.start)),
        None => reason,
    }
}

/// The line of an offset, counted from 1.
pub fn line_of(text: &str, offset: usize) -> usize {
    text.bytes()
        .take(offset)
        .filter(|byte| *byte == b'\n')
        .count()
        + 1
}

/// Takes the key and the known ones out of serde's sentence about an unknown field.
fn unknown_key(reason: &str) -> Option<(&str, Vec<&str>)> {
    let rest = reason.strip_prefix("unknown field `")?;
    let (key, rest) = rest.split_once('`')?;
    Some((key, rest.split('`').skip(1).step_by(2).collect()))
}

/// The known key with the fewest single-letter edits, if that is at most a third of the key's length or two.
pub fn nearest<'a>(key: &str, known: &[&'a str]) -> Option<&'a str> {
    let (distance, near) = known
        .iter()
        .map(|candidate| (edits(key, candidate), *candidate))
        .min()?;
    (distance <= (key.len() / 3).max(2)).then_some(near)
}

/// Levenshtein's distance.
fn edits(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in right.iter().enumerate() {
            let substituted = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[right.len()]
}
