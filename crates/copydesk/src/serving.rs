//! A running newsroom on one address: store, newsroom, transports, site and desk wired together, started and stopped.
//! Decides nothing about copy; every piece stops by itself when told to, losing nothing that was acknowledged.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use copydesk_desk::{Clock, FeedWatch, Ledger, Random, Receiver, Reuse, ServedLedger, Wake};
use copydesk_intake::{FeedTransport, GuardedWeb, PushFeed, Subscriptions, Transport};
use copydesk_ledger::{Disk, RealDisk, Sequencer, Served, Witnesses};
use copydesk_reuse::Access;
use copydesk_site::desk::DeskState;
use copydesk_site::{Pages, Ports};
use copydesk_store::SentTelegram;
use jiff::SignedDuration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::clock::{SystemClock, SystemRandom};
use crate::config::Config;
use crate::engine::Engine;
use crate::newsroom::{Ground, Index, Newsroom, Pulses, WakeUp, Which, Writing, disclosures_anew};

/// How far back numbers of telegrams are known at the start: a sequence is one of a day.
pub const NUMBERS_KNOWN_FOR: SignedDuration = SignedDuration::from_hours(48);

/// How long open requests may take once the program was told to stop.
pub const FAREWELL: Duration = Duration::from_secs(5);

/// Everything a running newsroom is made of.
pub struct House {
    /// What decisions stand on.
    pub ground: Ground,
    /// State of the editors' screens, for sign-in links.
    pub desk: DeskState,
    index: Arc<Index>,
    pulses: Arc<Pulses>,
    ports: Ports,
    rows: Arc<dyn Ledger>,
    ledger: Option<Sequencer>,
    transports: Vec<FeedTransport>,
    telegrams: Vec<SentTelegram>,
    listener: TcpListener,
    stop: watch::Sender<bool>,
}

impl House {
    /// Opens the store behind an address that [`listen`] gave; nothing runs yet.
    ///
    /// # Errors
    /// One line that names the folder and the reason.
    pub fn open(config: &Config, listener: TcpListener) -> anyhow::Result<Self> {
        make_folders(config)?;
        let Engine {
            store,
            ledger: rows,
        } = crate::engine::open(config)?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let random: Arc<dyn Random> = Arc::new(SystemRandom);
        let since = clock.now() - NUMBERS_KNOWN_FOR;
        let telegrams = crate::engine::sent_telegrams(config, since)?;
        let opened = open_ledger(config, Arc::clone(&rows), (&clock, &random))?;
        let (ledger, served) = opened.unzip();
        let wake = Arc::new(WakeUp::default());
        let feeds = Arc::new(config.feeds.clone());
        let ground = Ground {
            store: Arc::clone(&store),
            clock: Arc::clone(&clock),
            random: Arc::clone(&random),
            wake: Arc::clone(&wake),
            feeds: Arc::clone(&feeds),
            house: Arc::new(config.house()),
            limits: config.limits,
        };
        let announces: Arc<dyn Wake> = wake;
        let pulses = Arc::new(Pulses::new(
            Arc::clone(&clock),
            Arc::clone(&feeds),
            &config.transports,
        ));
        let site = Arc::new(config.site.clone());
        let index = Index::open(&config.data, Access::Write)?;
        let ports = Ports {
            store,
            clock,
            random,
            wake: announces,
            config: site,
            feeds,
            ledger: served,
            watch: Arc::clone(&pulses) as Arc<dyn FeedWatch>,
            reuse: Arc::clone(&index) as Arc<dyn Reuse>,
        };
        let desk = DeskState::new(ports.clone());
        let stop = watch::Sender::new(false);
        Ok(Self {
            ground,
            pulses,
            desk,
            index,
            ports,
            rows,
            ledger,
            transports: config.transports.clone(),
            telegrams,
            listener,
            stop,
        })
    }

    /// The address it listens on.
    pub fn address(&self) -> anyhow::Result<SocketAddr> {
        self.listener.local_addr().context("the listening address")
    }

    /// Tells when the newsroom is to stop.
    pub fn shutdown(&self) -> watch::Receiver<bool> {
        self.stop.subscribe()
    }

    /// Runs until SIGINT or SIGTERM, then stops every piece. `beside` runs with it and is dropped at the end.
    ///
    /// # Errors
    /// When the pages could not be made at the start, or a listener failed.
    pub async fn run(
        self,
        beside: impl Future<Output = ()> + Send + 'static,
    ) -> anyhow::Result<()> {
        let Self {
            ground,
            pulses,
            desk,
            index,
            ports,
            rows,
            ledger,
            transports,
            telegrams,
            listener,
            stop,
        } = self;
        let learnt = pulses.learn(ground.store.as_ref(), telegrams).await;
        learnt.context("the last receipts")?;
        let newsroom = Newsroom::new(ground.clone(), pulses);
        let receiver: Arc<dyn Receiver> = newsroom.clone();
        let writing = Writing::Changes;
        let outdated = disclosures_anew(&ground, rows.as_ref(), Which::Outdated, writing).await;
        outdated.context("disclosures of older rules")?;
        let pages = Arc::new(Pages::new(&ports.config).context("the theme")?);
        pages.rebuild(&ports).await.context("the pages")?;
        let screens = desk.clone();
        let subscriptions = Arc::new(Subscriptions::new(
            ports.config.origin.clone(),
            Arc::clone(&ports.random),
        ));
        let app = axum::Router::new()
            .merge(copydesk_site::router(ports.clone(), Arc::clone(&pages)))
            .merge(copydesk_site::desk::router_with(desk))
            .merge(copydesk_intake::router(
                push_feeds(&transports),
                Arc::clone(&receiver),
                Arc::clone(&ports.clock),
            ))
            .merge(copydesk_intake::websub_router(
                Arc::clone(&subscriptions),
                Arc::clone(&receiver),
                Arc::clone(&ports.clock),
            ));
        let mut tasks = JoinSet::new();
        tasks.spawn(newsroom.run(stop.subscribe()));
        tasks.spawn(index.follow(ground, stop.subscribe()));
        tasks.spawn(copydesk_intake::run(
            transports,
            receiver,
            Arc::clone(&ports.clock),
            subscriptions,
            stop.subscribe(),
        ));
        tasks.spawn(copydesk_site::follow(ports, pages, told(stop.subscribe())));
        tasks.spawn(beside);
        if let Some(ledger) = ledger {
            tasks.spawn(ledger.run(stop.subscribe()));
        }
        let serving = axum::serve(listener, app).with_graceful_shutdown(told(stop.subscribe()));
        let mut serving = tokio::spawn(async move { serving.await });
        tokio::select! {
            ended = &mut serving => return Err(anyhow!("the listener ended: {ended:?}")),
            () = told_to_stop() => {}
        }
        stop.send_replace(true);
        screens.close();
        let farewell = async { while tasks.join_next().await.is_some() {} };
        // Whoever takes longer is cut off: everything acknowledged is durable already.
        let _ =
            tokio::time::timeout(FAREWELL, async { tokio::join!(farewell, &mut serving) }).await;
        Ok(())
    }
}

/// The sequencer and what it serves, if the newsroom keeps a ledger.
fn open_ledger(
    config: &Config,
    rows: Arc<dyn Ledger>,
    (clock, random): (&Arc<dyn Clock>, &Arc<dyn Random>),
) -> anyhow::Result<Option<(Sequencer, Arc<dyn ServedLedger>)>> {
    let Some(ledger) = &config.ledger else {
        return Ok(None);
    };
    let settings = crate::ledger::settings(ledger, &config.data)?;
    let disk: Arc<dyn Disk> = Arc::new(RealDisk);
    let witnesses = Witnesses::new(
        Arc::clone(&rows),
        Arc::clone(&disk),
        Arc::clone(&settings),
        (
            Arc::new(GuardedWeb::new(ledger.private_witnesses)?),
            Arc::clone(clock),
        ),
    );
    let witnesses = Arc::new(witnesses);
    let sequencer = Sequencer::new(
        Arc::clone(&rows),
        Arc::clone(&disk),
        Arc::clone(&settings),
        (Arc::clone(clock), Arc::clone(random)),
    )
    .with_witnesses(Arc::clone(&witnesses));
    let served = Served::new(rows, disk, settings, sequencer.status());
    Ok(Some((sequencer, Arc::new(served))))
}

/// Takes the address.
///
/// # Errors
/// One line that names the address and the reason.
pub async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            anyhow!("{address}: another program listens there; choose another (site.listen in the configuration, --listen of the demo)")
        }
        _ => anyhow!("{address}: {error}"),
    })
}

fn make_folders(config: &Config) -> anyhow::Result<()> {
    let watched = config
        .transports
        .iter()
        .filter_map(|feed| match &feed.transport {
            Transport::Folder(folder) => Some(folder.path.as_path()),
            _ => None,
        });
    for folder in watched.chain(config.site.media.as_deref()) {
        std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    Ok(())
}

fn push_feeds(transports: &[FeedTransport]) -> Vec<PushFeed> {
    let push = |feed: &FeedTransport| match &feed.transport {
        Transport::Push(config) => Some(PushFeed {
            feed: feed.feed.clone(),
            config: config.clone(),
        }),
        _ => None,
    };
    transports.iter().filter_map(push).collect()
}

/// Resolves once the newsroom is told to stop, or nobody is left to tell it.
pub async fn told(mut stop: watch::Receiver<bool>) {
    // An error means the sender is gone, which also ends the program.
    let _ = stop.wait_for(|stop| *stop).await;
}

/// Resolves on SIGINT or SIGTERM.
pub async fn told_to_stop() {
    let Ok(mut terminate) =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
    else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

/// Starts diagnostics on stderr. `COPYDESK_LOG` names the level (error, warn, info, debug, trace; default warn), of
/// this program alone: libraries that see copy go by would write it down. Never holds copy, tokens or notes.
pub fn start_diagnostics() {
    let asked = std::env::var("COPYDESK_LOG").unwrap_or_default();
    let levels = ["error", "warn", "info", "debug", "trace"];
    let level = levels
        .into_iter()
        .find(|level| *level == asked.trim())
        .unwrap_or("warn");
    let filter = tracing_subscriber::EnvFilter::new(format!("off,copydesk={level}"));
    // A second call in one process keeps the first.
    let _ = tracing_subscriber::fmt()
        .with_ansi(std::io::stderr().is_terminal())
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}
