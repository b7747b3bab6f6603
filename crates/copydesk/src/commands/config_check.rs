//! `copydesk config check`: reads the configuration and prints what is in force. Starts nothing.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, anyhow};
use copydesk_desk::OnArrival;
use copydesk_intake::{
    AfterRemoteReceipt, Encryption, FeedTransport, Hubs, PrivateAddresses, RemoteConfig,
    RemoteServer, Transport,
};
use copydesk_site::Pages;
use copydesk_wire::Limits;
use copydesk_wire::finding::FINDINGS_MAX;
use copydesk_wire::xml::ATTRIBUTES_MAX;

use crate::commands::Outcome;
use crate::config::{Config, StoreConfig};
use crate::said;

/// Prints the configuration in force with its limits.
pub fn run(path: &Path) -> anyhow::Result<Outcome> {
    let config = Config::read(path)?;
    openable(&config).map_err(|error| anyhow!("{}: {}", path.display(), said::once(&error)))?;
    let mut out = std::io::stdout().lock();
    print(&mut out, &config).context("standard output")?;
    Ok(Outcome::Done)
}

/// Opens what the newsroom opens at its start: the theme, the ledger's keys and policy. Signs and serves nothing.
///
/// # Errors
/// The key that names the file, the file and the reason.
pub fn openable(config: &Config) -> anyhow::Result<()> {
    if let Some(ledger) = &config.ledger {
        crate::ledger::settings(ledger, &config.data)?;
    }
    Pages::new(&config.site).context("site.theme")?;
    Ok(())
}

fn print(out: &mut impl Write, config: &Config) -> std::io::Result<()> {
    let site = &config.site;
    writeln!(
        out,
        "site       {} at {}, language {}",
        site.name, site.origin, site.language
    )?;
    writeln!(
        out,
        "zone       {}",
        site.zone.iana_name().unwrap_or("fixed offset")
    )?;
    writeln!(out, "listen     {}", config.listen)?;
    writeln!(out, "data       {}", config.data.display())?;
    match &config.store {
        StoreConfig::Embedded => writeln!(out, "store      a file in the data folder")?,
        StoreConfig::Server(server) => writeln!(out, "store      {}", server.server)?,
    }
    writeln!(out, "page cache {} bytes", site.page_cache_bytes)?;
    let rules = config.house().rules_sha256().to_owned();
    match &site.house_map {
        Some(_) => writeln!(out, "house map  declared; rules {rules}")?,
        None => writeln!(
            out,
            "house map  none: American and British spelling, both ways; rules {rules}"
        )?,
    }
    let sections: Vec<&str> = site
        .sections
        .iter()
        .map(|section| section.slug.as_str())
        .collect();
    writeln!(out, "sections   {}", sections.join(", "))?;
    if let Some(ledger) = &config.ledger {
        let witnesses = match ledger.private_witnesses {
            PrivateAddresses::Allow => "also on private addresses",
            PrivateAddresses::Refuse => "on public addresses",
        };
        writeln!(
            out,
            "ledger     {}, a checkpoint every {} ms, pad {}, witnesses {witnesses}",
            ledger.origin,
            ledger.tick.as_millis(),
            ledger.pad
        )?;
    }
    for transport in &config.transports {
        writeln!(out, "feed       {}", feed_line(config, transport))?;
    }
    print_limits(out, "limits    ", &config.limits)?;
    for transport in &config.transports {
        let feed = config.feeds.get(&transport.feed);
        let own = feed.map(|feed| feed.hint.limits);
        if let Some(own) = own.filter(|own| *own != config.limits) {
            print_limits(out, &format!("limits of {}:", transport.feed), &own)?;
        }
    }
    writeln!(out, "ok")
}

fn print_limits(out: &mut impl Write, of: &str, limits: &Limits) -> std::io::Result<()> {
    writeln!(
        out,
        "{of} raw {} bytes, XML depth {}, attributes {ATTRIBUTES_MAX} an element, nodes {},",
        limits.raw_bytes, limits.xml_depth, limits.nodes
    )?;
    writeln!(
        out,
        "           items {} a raw, JSON depth {}, findings {FINDINGS_MAX} a raw,",
        limits.items, limits.json_depth
    )?;
    writeln!(
        out,
        "           mail parts {}, nested {}; archive files {}, bytes {}, ratio {}",
        limits.mime_parts, limits.mime_nesting, limits.members, limits.expanded_bytes, limits.ratio
    )
}

/// How a feed's copy arrives, in one line without secrets.
pub fn feed_way(transport: &FeedTransport) -> String {
    match &transport.transport {
        Transport::Folder(folder) if folder.path.is_dir() => {
            format!("folder {}", folder.path.display())
        }
        Transport::Folder(folder) => {
            format!(
                "folder {} (not there yet: serve makes it)",
                folder.path.display()
            )
        }
        Transport::Push(_) => format!("push POST /intake/{}", transport.feed),
        Transport::Pull(pull) => match pull.hubs {
            Hubs::Ignore => format!("pull {}", without_query(&pull.url)),
            Hubs::Subscribe => format!("pull {}, hubs asked", without_query(&pull.url)),
        },
        Transport::Remote(remote) => remote_line(remote),
        Transport::Mail(mail) => {
            let (host, port) = (&mail.host.name, mail.host.port);
            format!(
                "imap {host}:{port} {}, nothing is changed there",
                mail.mailbox
            )
        }
        Transport::Api(api) => format!("api {}", without_query(&api.url)),
    }
}

/// A feed in one line: how its copy arrives and what its rules do.
pub fn feed_line(config: &Config, transport: &FeedTransport) -> String {
    let way = feed_way(transport);
    let Some(feed) = config.feeds.get(&transport.feed) else {
        return way;
    };
    let arrival = match &feed.rules.on_arrival {
        OnArrival::Hold => String::from("held for an editor"),
        OnArrival::Publish { section } => format!("published to {section}"),
    };
    let updates = if feed.rules.follow_updates {
        "followed"
    } else {
        "flagged"
    };
    let kills = if feed.rules.may_kill {
        "act"
    } else {
        "raise an alarm"
    };
    let own = match &feed.hint.profile {
        Some(profile) => format!("; {profile}"),
        None => String::new(),
    };
    format!(
        "{} ({}), {way}; {arrival}, updates {updates}, kills {kills}{own}",
        feed.id, feed.agency
    )
}

fn remote_line(remote: &RemoteConfig) -> String {
    let protocol = match &remote.server {
        RemoteServer::Ftp(Encryption::None) => "ftp (in the clear)",
        RemoteServer::Ftp(Encryption::Tls(_)) => "ftps",
        RemoteServer::Sftp(_) => "sftp",
    };
    let after = match &remote.after {
        AfterRemoteReceipt::Leave => String::from("files stay there"),
        AfterRemoteReceipt::Move(folder) => format!("files are moved to {folder}"),
        AfterRemoteReceipt::Delete => String::from("files are deleted there"),
    };
    let (host, path) = (&remote.host, &remote.path);
    format!("{protocol} {}:{} {path:?}, {after}", host.name, host.port)
}

/// A query may hold a key.
fn without_query(url: &str) -> &str {
    url.split('?').next().unwrap_or(url)
}
