//! PostgreSQL with its connections broken: ended by the server, cut at each message, cut without the server's hearing of
//! it; and two programs that write beside each other.

use std::net::ToSocketAddrs;
use std::sync::Arc;

use copydesk_desk::{Act, ReceiptNo, ReceiptState, Seq, Store, StoreError};
use copydesk_store::postgres::{Place, PostgresStore, Server};

use crate::builders::*;
use crate::cut::{Cut, Link};
use crate::engine::{TestSchema, beside, opened, schema, server};

/// Ends every connection of a store, as a server that is started again does.
fn end_sessions(schema: &TestSchema) {
    let name = format!("copydesk {} {}", std::process::id(), schema.server.schema());
    beside(
        schema,
        &format!(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = '{name}'"
        ),
    );
}

#[tokio::test]
async fn connections_that_the_server_ended_are_made_anew() {
    let Some(schema) = schema() else { return };
    let store = opened(&schema, Place::Alone);
    for turn in 1..4 {
        let seq = store.commit(act_of_event("said")).await.expect("committed");
        assert_eq!(seq, Seq(turn));
        assert_eq!(store.head().await.expect("read"), Seq(turn));
        end_sessions(&schema);
    }
    assert_eq!(store.events(Seq(0), 10).await.expect("read").len(), 3);
}

#[tokio::test]
async fn a_program_that_lost_the_schema_to_another_writes_nothing() {
    let Some(schema) = schema() else { return };
    let first = opened(&schema, Place::Alone);
    first
        .commit(act_of_event("first"))
        .await
        .expect("committed");
    end_sessions(&schema);
    let second = opened(&schema, Place::Alone);
    let refused = first.commit(act_of_event("refused")).await;
    match refused {
        Err(StoreError::Unavailable(why)) => {
            assert!(why.to_string().contains("in use by"), "{why}")
        }
        other => panic!("{other:?}"),
    }
    let seq = second
        .commit(act_of_event("second"))
        .await
        .expect("committed");
    assert_eq!(seq, Seq(2));
    drop(second);
    // Free again: the first goes on after what the second wrote.
    let seq = first
        .commit(act_of_event("third"))
        .await
        .expect("committed");
    assert_eq!(seq, Seq(3));
}

/// A link to the test's server that breaks like this, and the store's server over it.
fn linked(schema: &TestSchema, cut: Cut) -> (Link, Server) {
    let config: tokio_postgres::Config = schema.connection.parse().expect("a connection string");
    let host = match config.get_hosts().first() {
        Some(tokio_postgres::config::Host::Tcp(name)) => name.clone(),
        other => panic!("a host by its name is needed, not {other:?}"),
    };
    let port = config.get_ports().first().copied().unwrap_or(5432);
    let address = (host, port).to_socket_addrs().expect("resolved").next();
    let link = Link::to(address.expect("an address"), cut);
    let user = config.get_user().unwrap_or("postgres");
    let over = format!("host=127.0.0.1 port={} user={user}", link.address.port());
    let server = server(&over, schema.server.schema());
    (link, server)
}

#[tokio::test]
async fn a_break_that_the_server_does_not_hear_of_locks_nobody_out() {
    let Some(schema) = schema() else { return };
    let (link, over) = linked(&schema, Cut::Unheard);
    let store = PostgresStore::open(&over, Place::Alone).expect("opens");
    for turn in 0..6 {
        link.break_after(turn);
        let broken = store.commit(act_of_event("broken")).await;
        assert!(
            matches!(broken, Err(StoreError::Unavailable(_))) || broken.is_ok(),
            "{broken:?}"
        );
        assert!(link.broke(), "turn {turn}");
        let head = store.head().await.expect("read");
        let seq = store
            .commit(act_of_event("after"))
            .await
            .expect("committed");
        assert_eq!(seq, Seq(head.0 + 1), "turn {turn}");
    }
}

/// One intake and its act over a link that breaks once; answers whether it broke. What was acknowledged is there once
/// and whole; of the rest nothing is, unless the store says that it does not know.
async fn live_through(schema: &TestSchema, cut: Cut, at: i64, guid: &str) -> bool {
    let (link, over) = linked(schema, cut);
    let store = PostgresStore::open(&over, Place::Beside);
    let store = store.expect("opens over a whole link");
    let before = store.head().await.expect("read");
    link.break_after(at);
    let receipt = store
        .receive(arrival("northern-main", guid.as_bytes()))
        .await;
    let act = match &receipt {
        Ok(received) => Act {
            receipt: Some((received.receipt, ReceiptState::Done(1))),
            items: vec![item(guid)],
            versions: vec![version(guid, 1, received)],
            events: vec![event(guid), event(guid)],
            ..Act::default()
        },
        Err(_) => act_of_event(guid),
    };
    let written = i64::try_from(act.events.len()).expect("few");
    let wants_item = !act.items.is_empty();
    let committed = store.commit(act).await;
    let broke = link.broke();
    let context = format!("{cut:?} at {at}: {receipt:?} {committed:?}");
    let judge = opened(schema, Place::Beside);
    let head = judge.head().await.expect("read");
    match &committed {
        Ok(seq) => assert_eq!((*seq, head), (Seq(before.0 + written), *seq), "{context}"),
        Err(StoreError::Unavailable(_)) => assert_eq!(head, before, "{context}"),
        Err(other) => panic!("{other:?}: {context}"),
    }
    let item = judge.item(item_key(guid)).await.expect("read");
    assert_eq!(item.is_some(), wants_item && committed.is_ok(), "{context}");
    let again = judge
        .receive(arrival("northern-main", guid.as_bytes()))
        .await
        .expect("again");
    assert_eq!(again.repeat, receipt.is_ok(), "{context}");
    let events = judge.events(Seq(0), usize::MAX).await.expect("read");
    let numbers: Vec<i64> = events.iter().map(|record| record.seq.0).collect();
    assert_eq!(numbers, (1..=head.0).collect::<Vec<_>>(), "{context}");
    broke
}

async fn check_every_message(cut: Cut) {
    let Some(schema) = schema() else { return };
    drop(opened(&schema, Place::Beside));
    let mut at = 0;
    while live_through(&schema, cut, at, &format!("{cut:?} {at}")).await {
        at += 1;
    }
    assert!(at >= 15, "only {at} messages were broken");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_message_to_the_server_is_lost() {
    check_every_message(Cut::Before).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_message_is_done_by_the_server_and_its_answer_is_lost() {
    check_every_message(Cut::After).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_programs_beside_each_other_number_without_gaps() {
    let Some(schema) = schema() else { return };
    let stores = [
        Arc::new(opened(&schema, Place::Beside)),
        Arc::new(opened(&schema, Place::Beside)),
    ];
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..8u8 {
        let store = Arc::clone(&stores[usize::from(writer) % 2]);
        writers.spawn(async move {
            for turn in 0..20u8 {
                let received = store
                    .receive(arrival("northern-main", &[writer, turn]))
                    .await;
                received.expect("received");
                let act = act_of_event(&format!("{writer} {turn}"));
                store.commit(act).await.expect("committed");
            }
        });
    }
    let mut seen = Vec::new();
    while seen.len() < 160 {
        let after = seen.last().copied().unwrap_or(Seq(0));
        let events = stores[0].events(after, 7).await.expect("read");
        seen.extend(events.iter().map(|record| record.seq));
        tokio::task::yield_now().await;
    }
    writers.join_all().await;
    let numbers: Vec<i64> = seen.iter().map(|seq| seq.0).collect();
    assert_eq!(numbers, (1..=160).collect::<Vec<_>>());
    let receipts = stores[1]
        .receipts(ReceiptNo(0), false, 1_000)
        .await
        .expect("read");
    let numbers: Vec<i64> = receipts.iter().map(|receipt| receipt.no.0).collect();
    assert_eq!(numbers, (1..=160).collect::<Vec<_>>());
}
