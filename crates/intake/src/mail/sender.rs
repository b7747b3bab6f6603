//! Who a message says it is from, and whether the feed takes copy from there. A sender is forgeable: the list keeps
//! out what strayed in, it proves nothing. Reads headers only, alters nothing.

use mail_parser::{Address, HeaderName, HeaderValue, MessageParser};

/// Whether every sender of a message is on the list: whole addresses (`wire@agency.example`) or domains
/// (`@agency.example`), whatever their case. A message without a sender, or with several `From` headers, never is.
///
/// # Errors
/// Why the message is not taken, in one sentence.
pub fn check_sender(allowed: &[String], message: &[u8]) -> Result<(), String> {
    let senders = senders(message).ok_or("the message names no sender, or two")?;
    let stranger = senders
        .into_iter()
        .find(|sender| !allowed.iter().any(|entry| admits(entry, sender)));
    match stranger {
        None => Ok(()),
        Some(sender) => Err(format!(
            "the sender {sender} is not on the list of this feed"
        )),
    }
}

fn admits(entry: &str, sender: &str) -> bool {
    let domain = |address: &str| {
        address
            .rsplit_once('@')
            .map(|(_, domain)| domain.to_lowercase())
    };
    match entry.strip_prefix('@') {
        Some(allowed) => domain(sender).is_some_and(|domain| domain == allowed.to_lowercase()),
        None => entry.to_lowercase() == sender.to_lowercase(),
    }
}

/// The addresses of the one `From` header; none when there is no such header, or more than one.
fn senders(message: &[u8]) -> Option<Vec<String>> {
    let parsed = MessageParser::new()
        .with_address_headers()
        .parse_headers(message)?;
    let mut from = parsed
        .headers()
        .iter()
        .filter(|header| header.name == HeaderName::From);
    let (only, second) = (from.next()?, from.next());
    let HeaderValue::Address(address) = &only.value else {
        return None;
    };
    let named: Vec<_> = match address {
        Address::List(list) => list.iter().collect(),
        Address::Group(groups) => groups.iter().flat_map(|group| &group.addresses).collect(),
    };
    let senders: Option<Vec<String>> = named
        .into_iter()
        .map(|address| address.address.as_deref().map(str::to_owned))
        .collect();
    senders.filter(|senders| second.is_none() && !senders.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(headers: &str, expected: bool) {
        let allowed = ["wire@agency.example", "@Other.example"].map(String::from);
        let message = format!("{headers}\r\nSubject: x\r\n\r\nFrom: wire@agency.example\r\n");
        let checked = check_sender(&allowed, message.as_bytes());
        assert_eq!(checked.is_ok(), expected, "{headers}: {checked:?}");
    }

    #[test]
    fn only_listed_addresses_and_domains_are_taken() {
        check("From: wire@agency.example", true);
        check("From: The Wire <WIRE@Agency.Example>", true);
        check("from:\r\n \"The Wire\" <anybody@other.example>", true);
        check("From: desk@agency.example", false);
        check("From: x@sub.other.example", false);
        check("From: x@not-other.example", false);
    }

    #[test]
    fn no_disguise_makes_a_stranger_a_sender() {
        for headers in [
            "From: \"wire@agency.example\" <x@stranger.example>",
            "From: x@stranger.example (wire@agency.example)",
            "From: wire@agency.example, x@stranger.example",
            "From: x@stranger.example\r\nFrom: wire@agency.example",
            "From: wire@agency.example\r\nFrom: x@stranger.example",
            "From: friends: wire@agency.example, x@stranger.example;",
            "Sender: wire@agency.example",
            "To: wire@agency.example",
            "From: wire@agency.example.stranger.example",
            "From: wire@agency.example@stranger.example",
            "From: ",
        ] {
            check(headers, false);
        }
        assert!(check_sender(&[], b"").is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_judged(message: Vec<u8>) {
            let _ = check_sender(&[String::from("@a.example")], &message);
        }
    }
}
