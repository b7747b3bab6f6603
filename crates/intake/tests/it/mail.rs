//! A mailbox at a real IMAP server (dovecot, where it is installed): what is read when, and that nothing in it changes.

use std::sync::Arc;
use std::time::Duration;

use copydesk_desk::{Clock, FeedId};
use copydesk_intake::{Host, MailConfig, MailWatch, Next, PrivateAddresses, Secret, TlsRoots};
use jiff::Timestamp;

use crate::receiver::{Memory, Mood};
use crate::server::certificate::Certificate;
use crate::server::imap::{ImapServer, PASSWORD};

/// The clock of the machine, which the server has too: it dates messages by itself.
struct Machine;

impl Clock for Machine {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

struct Bench {
    server: ImapServer,
    config: MailConfig,
    watch: MailWatch,
    receiver: Arc<Memory>,
}

impl Bench {
    async fn new() -> Option<Self> {
        let server = ImapServer::start().await?;
        let host = Host {
            private_addresses: PrivateAddresses::Allow,
            ..Host::new("localhost", server.port)
        };
        let mut config = MailConfig::new(host, "desk", Secret::new(PASSWORD));
        config.roots = TlsRoots::Only(server.certificate.pem.clone());
        let receiver = Arc::new(Memory::default());
        let watch = MailWatch::new(
            FeedId::new("mail"),
            config.clone(),
            receiver.clone(),
            Arc::new(Machine),
        );
        Some(Self {
            server,
            config,
            watch,
            receiver,
        })
    }

    /// As a program that was killed and started again on the same data.
    fn start_anew(&mut self) {
        let (config, receiver) = (self.config.clone(), self.receiver.clone());
        self.watch = MailWatch::new(FeedId::new("mail"), config, receiver, Arc::new(Machine));
    }

    #[track_caller]
    fn check_received(&self, bodies: &[&str]) {
        assert_eq!(
            self.receiver.bodies(),
            bodies,
            "troubles: {:?}",
            self.receiver.troubles()
        );
    }

    #[track_caller]
    fn check_trouble(&self, part: &str) {
        let troubles = self.receiver.troubles();
        assert!(
            troubles.iter().any(|what| what.contains(part)),
            "{troubles:?}"
        );
    }
}

/// A message as it stands at the server and as it comes over the wire: lines end in CRLF.
fn message(words: &str) -> String {
    format!(
        "From: wire@agency.example\r\nSubject: {words}\r\nMessage-ID: <{words}@agency.example>\r\n\r\n{words}\r\n"
    )
}

#[tokio::test]
async fn messages_are_read_whole_once_and_never_marked_as_read() {
    let Some(mut bench) = Bench::new().await else {
        return;
    };
    bench.server.deliver(&message("one"));
    bench.server.deliver(&message("two"));
    assert_eq!(
        bench.watch.look().await,
        Next::After(Duration::from_secs(300))
    );
    bench.check_received(&[&message("one"), &message("two")]);
    bench.server.deliver(&message("three"));
    bench.watch.look().await;
    bench.start_anew();
    bench.watch.look().await;
    bench.check_received(&[&message("one"), &message("two"), &message("three")]);
    assert_eq!(bench.receiver.repeats(), 0);
    assert_eq!(
        bench.receiver.arrivals()[0].media_type.as_deref(),
        Some("message/rfc822")
    );
    let names = bench.server.file_names();
    assert_eq!(names.len(), 3);
    let marked = |name: &&String| {
        name.split_once(":2,")
            .is_some_and(|(_, marks)| marks.contains('S'))
    };
    assert_eq!(names.iter().find(marked), None);
    assert_eq!(bench.receiver.troubles(), Vec::<String>::new());
}

#[tokio::test]
async fn a_mailbox_numbered_anew_is_read_again_and_known_messages_are_repeats() {
    let Some(mut bench) = Bench::new().await else {
        return;
    };
    bench.server.deliver(&message("one"));
    bench.watch.look().await;
    bench.start_anew();
    bench.server.number_anew();
    bench.server.deliver(&message("two"));
    bench.watch.look().await;
    bench.check_received(&[&message("one"), &message("two")]);
    assert_eq!(bench.receiver.repeats(), 1);
    bench.watch.look().await;
    assert_eq!(bench.receiver.repeats(), 1);
}

#[tokio::test]
async fn the_server_wakes_the_watch_when_something_comes() {
    let Some(mut bench) = Bench::new().await else {
        return;
    };
    bench.watch.look().await;
    let mut rest = Box::pin(bench.watch.rest(Duration::from_secs(3600)));
    let long = Duration::from_millis(300);
    assert!(
        tokio::time::timeout(long, &mut rest).await.is_err(),
        "nothing came, so it rests"
    );
    bench.server.deliver(&message("one"));
    let woken = tokio::time::timeout(Duration::from_secs(30), rest).await;
    assert!(woken.is_ok(), "it rested on");
    bench.watch.look().await;
    bench.check_received(&[&message("one")]);
    assert_eq!(bench.receiver.troubles(), Vec::<String>::new());
}

#[tokio::test]
async fn a_message_over_the_limit_is_passed_over_and_delays_none() {
    let Some(mut bench) = Bench::new().await else {
        return;
    };
    bench.config.message_bytes_max = 1000;
    bench.start_anew();
    bench.server.deliver(&message(&"long".repeat(500)));
    bench.server.deliver(&message("two"));
    bench.watch.look().await;
    bench.watch.look().await;
    bench.check_received(&[&message("two")]);
    bench.check_trouble("over the limit of 1000");
    assert_eq!(bench.receiver.troubles().len(), 1);
}

#[tokio::test]
async fn a_full_disk_and_a_kill_lose_and_double_nothing() {
    let Some(mut bench) = Bench::new().await else {
        return;
    };
    bench.server.deliver(&message("one"));
    bench.server.deliver(&message("two"));
    bench.receiver.set_mood(Mood::Refuses);
    bench.watch.look().await;
    bench.check_trouble("a message is kept at the server: store unavailable: disk full");
    bench.receiver.set_mood(Mood::KeepsAndHangs);
    tokio::select! {
        _ = bench.watch.look() => panic!("it was killed before it could answer"),
        () = async { while bench.receiver.arrivals().is_empty() { bench.receiver.arrived.notified().await } } => {}
    }
    bench.receiver.set_mood(Mood::Takes);
    bench.start_anew();
    bench.watch.look().await;
    bench.check_received(&[&message("one"), &message("two")]);
    assert_eq!(bench.receiver.repeats(), 0);
}

#[tokio::test]
async fn a_wrong_password_and_a_stranger_s_certificate_are_said_without_secrets() {
    let Some(mut bench) = Bench::new().await else {
        return;
    };
    bench.config.password = Secret::new("close-sesame");
    bench.start_anew();
    assert_eq!(
        bench.watch.look().await,
        Next::After(Duration::from_secs(15))
    );
    bench.check_trouble("sign-in failed: the server refused the credential");
    bench.config.roots = TlsRoots::Only(Certificate::new().pem);
    bench.start_anew();
    bench.watch.look().await;
    assert_eq!(bench.receiver.troubles().len(), 2);
    assert!(!format!("{:?} {:?}", bench.config, bench.receiver.troubles()).contains("sesame"));
    assert_eq!(bench.receiver.heartbeats(), 0);
}
