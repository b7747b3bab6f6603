//! A further node of a newsroom on a server: follows the event sequence, shows the site and the proofs that another node
//! makes true, and answers nothing that may be dead once it could not follow for longer than its lease. Takes nothing in,
//! has no desk, holds no key, and writes nothing to the server.

use std::sync::Arc;

use anyhow::{Context, anyhow};
use copydesk_desk::{Clock, Ledger, Random, Reuse, ServedLedger, Unwatched, Wake};
use copydesk_ledger::{Disk, Follower, RealDisk, Served};
use copydesk_reuse::Access;
use copydesk_site::{Pages, Ports};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::clock::{SystemClock, SystemRandom};
use crate::config::Config;
use crate::engine::Engine;
use crate::newsroom::{Ground, Index, WakeUp};
use crate::serving::{FAREWELL, told, told_to_stop};

/// Everything such a node is made of.
pub struct Node {
    ground: Ground,
    ports: Ports,
    index: Arc<Index>,
    ledger: Option<Follower>,
    listener: TcpListener,
}

impl Node {
    /// Opens what is shown; nothing runs yet.
    ///
    /// # Errors
    /// One line that names the schema or folder and the reason.
    pub async fn open(config: &Config, listener: TcpListener) -> anyhow::Result<Self> {
        let Engine {
            store,
            ledger: rows,
        } = crate::engine::open_following(config)?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let random: Arc<dyn Random> = Arc::new(SystemRandom);
        let (ledger, served) = follower(config, rows, clock.as_ref()).await?.unzip();
        // Nobody here announces anything: whoever waits for an event looks by itself.
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
        let index = Index::open(&config.data, Access::Write)?;
        let announces: Arc<dyn Wake> = wake;
        let ports = Ports {
            store,
            clock,
            random,
            wake: announces,
            config: Arc::new(config.site.clone()),
            feeds,
            ledger: served,
            // How the feeds are is known where they come in.
            watch: Arc::new(Unwatched),
            reuse: Arc::clone(&index) as Arc<dyn Reuse>,
        };
        Ok(Self {
            ground,
            ports,
            index,
            ledger,
            listener,
        })
    }

    /// Runs until SIGINT or SIGTERM.
    ///
    /// # Errors
    /// When the pages could not be made at the start, or the listener failed.
    pub async fn run(self) -> anyhow::Result<()> {
        let Self {
            ground,
            ports,
            index,
            ledger,
            listener,
        } = self;
        let stop = watch::Sender::new(false);
        let pages = Arc::new(Pages::new(&ports.config).context("the theme")?);
        pages.rebuild(&ports).await.context("the pages")?;
        let app = copydesk_site::router(ports.clone(), Arc::clone(&pages));
        let mut tasks = JoinSet::new();
        tasks.spawn(index.follow(ground, stop.subscribe()));
        tasks.spawn(copydesk_site::follow(ports, pages, told(stop.subscribe())));
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
        let farewell = async { while tasks.join_next().await.is_some() {} };
        // Whoever takes longer is cut off: nothing here is the only copy of anything.
        let _ =
            tokio::time::timeout(FAREWELL, async { tokio::join!(farewell, &mut serving) }).await;
        Ok(())
    }
}

/// The follower of the ledger and what it serves, if the newsroom keeps one.
async fn follower(
    config: &Config,
    rows: Arc<dyn Ledger>,
    clock: &dyn Clock,
) -> anyhow::Result<Option<(Follower, Arc<dyn ServedLedger>)>> {
    let Some(ledger) = &config.ledger else {
        return Ok(None);
    };
    let face = crate::ledger::face(ledger, rows.as_ref(), &config.data, clock.now()).await?;
    let disk: Arc<dyn Disk> = Arc::new(RealDisk);
    let times = (ledger.tick, crate::ledger::SYNC_EVERY);
    let follower = Follower::new(Arc::clone(&rows), Arc::clone(&disk), face.clone(), times);
    let served = Served::with_face(rows, disk, face, follower.status());
    Ok(Some((follower, Arc::new(served))))
}
