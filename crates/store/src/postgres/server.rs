//! Which server, database and schema, and how they are reached. A connection string holds no password: that comes from
//! a file of its own, and nothing here prints it. Beyond this machine only TLS is spoken unless the string says
//! `sslmode=disable`, and a certificate is always checked.

use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::OpenError;

/// How long a connection may take to come about.
const CONNECT_MAX: Duration = Duration::from_secs(10);
/// How long the network may swallow what was sent.
const SILENT_MAX: Duration = Duration::from_secs(30);
/// PostgreSQL's own bound for a name.
const SCHEMA_BYTES_MAX: usize = 63;

/// Whose certificates are believed.
#[derive(Clone, Debug, Default)]
pub enum Roots {
    /// The system's.
    #[default]
    System,
    /// Those of a PEM file, by its bytes.
    Pem(Vec<u8>),
}

/// A server, a database in it, and a schema in that.
#[derive(Clone)]
pub struct Server {
    pub(super) config: Config,
    pub(super) tls: MakeRustlsConnect,
    schema: String,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Server({self})")
    }
}

/// Schema, database and address; no user, no password.
impl std::fmt::Display for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let database = self.config.get_dbname().unwrap_or("?");
        write!(f, "schema {} of database {database} at ", self.schema)?;
        let port = self.config.get_ports().first().copied().unwrap_or(5432);
        match self.config.get_hosts().first() {
            Some(Host::Tcp(name)) => write!(f, "{name}:{port}"),
            #[cfg(unix)]
            Some(Host::Unix(path)) => write!(f, "{}", path.display()),
            None => f.write_str("?"),
        }
    }
}

impl Server {
    /// Reads a connection string, as a URL (`postgres://user@host:5432/database?sslmode=require`) or as PostgreSQL's own
    /// `key=value` words, and the name of the schema.
    ///
    /// # Errors
    /// [`OpenError::Settings`], one line: the string is malformed or names no host, or the schema's name is other than
    /// lower-case letters, digits and `_`, up to 63.
    pub fn new(
        connection: &str,
        schema: &str,
        password: Option<&str>,
        roots: &Roots,
    ) -> Result<Self, OpenError> {
        let mut config: Config = connection.parse().map_err(|error: tokio_postgres::Error| {
            let why = std::error::Error::source(&error)
                .map_or_else(String::new, |why| format!(": {why}"));
            OpenError::Settings(format!("the connection string cannot be read{why}"))
        })?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(OpenError::Settings(
                "the connection string names no host".into(),
            ));
        }
        if config.get_password().is_some() {
            return Err(OpenError::Settings(
                "the connection string holds a password; a password stands in a file of its own"
                    .into(),
            ));
        }
        check_schema(schema)?;
        if let Some(password) = password {
            config.password(password);
        }
        if config.get_dbname().is_none() {
            let user = config.get_user().unwrap_or("postgres").to_owned();
            config.dbname(user);
        }
        if config.get_ssl_mode() == SslMode::Prefer {
            // What may fall back to the clear would do so for whoever asks for it.
            let near = config.get_hosts().iter().all(is_near);
            config.ssl_mode(if near {
                SslMode::Disable
            } else {
                SslMode::Require
            });
        }
        config
            .connect_timeout(CONNECT_MAX)
            .tcp_user_timeout(SILENT_MAX)
            .application_name(format!("copydesk {} {schema}", std::process::id()));
        Ok(Self {
            config,
            tls: MakeRustlsConnect::new(client(roots)?),
            schema: schema.to_owned(),
        })
    }

    /// Name of the schema.
    #[must_use]
    pub fn schema(&self) -> &str {
        &self.schema
    }
}

/// So plain that it needs no quoting anywhere.
fn check_schema(schema: &str) -> Result<(), OpenError> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let begins = schema.starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
    if begins
        && schema.len() <= SCHEMA_BYTES_MAX
        && schema.chars().all(plain)
        && !schema.starts_with("pg_")
    {
        return Ok(());
    }
    Err(OpenError::Settings(format!(
        "schema {schema:?}: a name of up to 63 lower-case letters, digits and _, not beginning with a digit or pg_"
    )))
}

/// Whether a host is this machine.
fn is_near(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            let address = name.parse::<std::net::IpAddr>();
            name == "localhost" || address.is_ok_and(|address| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

fn client(roots: &Roots) -> Result<ClientConfig, OpenError> {
    let no_tls = |why: String| OpenError::Settings(format!("no TLS client: {why}"));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|why| no_tls(why.to_string()))?;
    let builder = match roots {
        Roots::System => builder
            .with_platform_verifier()
            .map_err(|why| no_tls(why.to_string()))?,
        Roots::Pem(pem) => {
            let mut store = RootCertStore::empty();
            for certificate in CertificateDer::pem_slice_iter(pem) {
                let certificate = certificate.map_err(|why| no_tls(why.to_string()))?;
                store
                    .add(certificate)
                    .map_err(|why| no_tls(why.to_string()))?;
            }
            if store.is_empty() {
                return Err(no_tls("the file of certificates holds none".into()));
            }
            builder.with_root_certificates(store)
        }
    };
    Ok(builder.with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_refused(connection: &str, schema: &str, named: &str) {
        match Server::new(connection, schema, None, &Roots::System) {
            Ok(server) => panic!("{server} was taken"),
            Err(error) => assert!(error.to_string().contains(named), "{error}"),
        }
    }

    #[test]
    fn a_malformed_string_and_a_schema_that_needs_quoting_are_refused() {
        check_refused(
            "postgres://news@db.example/news?colour=blue",
            "copydesk",
            "colour",
        );
        check_refused("user=news", "copydesk", "no host");
        for schema in [
            "",
            "Desk",
            "pg_desk",
            "1desk",
            "a b",
            "desk;drop",
            &"x".repeat(64),
        ] {
            check_refused("postgres://news@db.example/news", schema, "schema");
        }
    }

    #[test]
    fn another_machine_is_spoken_to_by_tls_and_this_one_in_the_clear() {
        for (connection, expected) in [
            ("postgres://news@db.example/news", SslMode::Require),
            ("postgres://news@127.0.0.1/news", SslMode::Disable),
            (
                "postgres://news@db.example/news?sslmode=disable",
                SslMode::Disable,
            ),
            ("host=/run/postgresql user=news", SslMode::Disable),
            (
                "postgres://news@127.0.0.1/news?sslmode=require",
                SslMode::Require,
            ),
        ] {
            let server = Server::new(connection, "copydesk", None, &Roots::System).expect("taken");
            assert_eq!(server.config.get_ssl_mode(), expected, "{connection}");
        }
    }

    #[test]
    fn no_message_shows_the_password() {
        let server = Server::new(
            "postgres://news@db.example:5433/news",
            "copydesk",
            Some("geheim"),
            &Roots::System,
        );
        let shown = format!("{:?}", server.expect("taken"));
        assert_eq!(
            shown,
            "Server(schema copydesk of database news at db.example:5433)"
        );
    }
}
