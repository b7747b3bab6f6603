//! FTP and FTPS: one signed-in control connection, passive, binary. With FTPS nothing goes in the clear: a server that
//! cannot do TLS is refused. The data connection always goes to the host of the control connection, whatever address
//! the server names. Never writes to the server but to move or delete what was received.

use std::time::Duration;

use jiff::civil::DateTime;
use suppaftp::tokio::{AsyncRustlsConnector, AsyncRustlsFtpStream};
use suppaftp::types::FileType;
use suppaftp::{FtpError, Mode, Status};
use tokio_rustls::TlsConnector;

use super::reading::{Reading, read_all};
use super::scan::{Listed, Stamp};
use super::{Encryption, Late, Refusable, RemoteConfig, RemoteError};

/// A control connection in the folder.
pub(crate) struct Connection {
    stream: AsyncRustlsFtpStream,
    idle_wait: Duration,
    file_wait: Duration,
    listing: ListingBy,
}

/// How this server lists: MLSD, or names followed by SIZE and MDTM for each.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ListingBy {
    Facts,
    Names,
}

impl Connection {
    pub(crate) async fn open(
        config: &RemoteConfig,
        encryption: &Encryption,
    ) -> Result<Self, RemoteError> {
        let socket = super::connect(config).await?;
        let mode = match socket.peer_addr() {
            Ok(address) if address.is_ipv6() => Mode::ExtendedPassive,
            _ => Mode::Passive,
        };
        let greeted = AsyncRustlsFtpStream::connect_with_stream(socket);
        let mut stream = within(config.connect_wait, greeted).await?;
        if let Encryption::Tls(roots) = encryption {
            let client = crate::tls::client(roots)
                .map_err(|error| RemoteError::Connection(error.to_string()))?;
            let connector = AsyncRustlsConnector::from(TlsConnector::from(client));
            let secured = stream.into_secure(connector, &config.host.name);
            stream = within(config.connect_wait, secured).await?;
        }
        stream.set_mode(mode);
        stream.set_passive_nat_workaround(true);
        let password = config.password()?;
        let signed_in = within(
            config.idle_wait,
            stream.login(config.user.as_str(), password),
        )
        .await;
        signed_in.map_err(sign_in_error)?;
        within(config.idle_wait, stream.transfer_type(FileType::Binary)).await?;
        if !config.path.is_empty() {
            within(config.idle_wait, stream.cwd(&config.path)).await?;
        }
        Ok(Self {
            stream,
            idle_wait: config.idle_wait,
            file_wait: config.file_wait,
            listing: ListingBy::Facts,
        })
    }

    pub(crate) async fn list(&mut self) -> Result<Vec<Listed>, RemoteError> {
        if self.listing == ListingBy::Facts {
            match within(self.file_wait, self.stream.mlsd(None)).await {
                Ok(lines) => return Ok(lines.iter().filter_map(|line| facts(line)).collect()),
                Err(error) if error.is_unknown_command() => self.listing = ListingBy::Names,
                Err(error) => return Err(error.into()),
            }
        }
        let names = match within(self.file_wait, self.stream.nlst(None)).await {
            Ok(names) => names,
            // Some servers answer an empty folder so.
            Err(error) if error.is_refused() => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        let mut listed = Vec::new();
        for name in names {
            let name = name
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .trim_end_matches('\r')
                .to_owned();
            if let Some(stamp) = self.stamp(&name).await? {
                listed.push(Listed { name, stamp });
            }
        }
        Ok(listed)
    }

    /// Size and time as they are now, by MLST or by SIZE and MDTM, as the listing was; `None` when it is no file, or gone.
    pub(crate) async fn stamp(&mut self, name: &str) -> Result<Option<Stamp>, RemoteError> {
        if name.is_empty() || name.chars().any(char::is_control) {
            return Ok(None);
        }
        if self.listing == ListingBy::Facts {
            match within(self.idle_wait, self.stream.mlst(Some(name))).await {
                Ok(line) => return Ok(facts(&line).map(|listed| listed.stamp)),
                Err(error) if error.is_unknown_command() => self.listing = ListingBy::Names,
                Err(error) if error.is_refused() => return Ok(None),
                Err(error) => return Err(error.into()),
            }
        }
        let bytes = match within(self.idle_wait, self.stream.size(name)).await {
            Ok(bytes) => u64::try_from(bytes).unwrap_or(u64::MAX),
            Err(error) if error.is_refused() => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let modified = match within(self.idle_wait, self.stream.mdtm(name)).await {
            Ok(modified) => Some(modified.and_utc().timestamp()),
            Err(error) if error.is_refused() => None,
            Err(error) => return Err(error.into()),
        };
        Ok(Some(Stamp { bytes, modified }))
    }

    /// Reads from the end of `into` on.
    pub(crate) async fn read(
        &mut self,
        name: &str,
        bytes_max: u64,
        into: &mut Vec<u8>,
    ) -> Result<(), RemoteError> {
        let reading = Reading {
            idle_wait: self.idle_wait,
            bytes_max,
        };
        let (idle_wait, file_wait) = (self.idle_wait, self.file_wait);
        let whole = async {
            if !into.is_empty() {
                self.stream
                    .resume_transfer(into.len())
                    .await
                    .map_err(FtpFailure)?;
            }
            let mut data = within(idle_wait, self.stream.retr_as_stream(name)).await?;
            read_all(&mut data, reading, into).await?;
            within(idle_wait, data.finish()).await?;
            Ok(())
        };
        match tokio::time::timeout(file_wait, whole).await {
            Ok(read) => read,
            Err(_) => Err(RemoteError::Connection(format!(
                "file {name} was not whole within {file_wait:?}"
            ))),
        }
    }

    pub(crate) async fn rename(
        &mut self,
        name: &str,
        folder: &str,
        target: &str,
    ) -> Result<(), RemoteError> {
        // One that is there already answers with an error, which says nothing.
        match within(self.idle_wait, self.stream.mkdir(folder)).await {
            Ok(()) => {}
            Err(error) if error.is_refused() => {}
            Err(error) => return Err(error.into()),
        }
        let target = format!("{folder}/{target}");
        Ok(within(self.idle_wait, self.stream.rename(name, &target)).await?)
    }

    pub(crate) async fn delete(&mut self, name: &str) -> Result<(), RemoteError> {
        Ok(within(self.idle_wait, self.stream.rm(name)).await?)
    }
}

async fn within<T>(
    wait: Duration,
    answer: impl Future<Output = Result<T, FtpError>>,
) -> Result<T, Late<FtpFailure>> {
    super::within(wait, answer).await
}

/// What the library says, sorted by what is to be done about it.
#[derive(Debug)]
pub(crate) struct FtpFailure(FtpError);

impl From<FtpError> for FtpFailure {
    fn from(error: FtpError) -> Self {
        Self(error)
    }
}

impl From<FtpFailure> for RemoteError {
    fn from(FtpFailure(error): FtpFailure) -> Self {
        match error {
            FtpError::UnexpectedResponse(answer) if (400..600).contains(&answer.status.code()) => {
                // 421 and 426 end the connection or the transfer.
                let code = answer.status.code();
                if matches!(code, 421 | 425 | 426) {
                    Self::Connection(format!("the server answered {code}"))
                } else {
                    Self::Refused(format!(
                        "the server answered {}",
                        shown(&answer.to_string())
                    ))
                }
            }
            other => Self::Connection(shown(&other.to_string())),
        }
    }
}

impl Refusable for FtpFailure {
    fn is_refused(&self) -> bool {
        matches!(&self.0, FtpError::UnexpectedResponse(answer) if (500..600).contains(&answer.status.code()) || answer.status.code() == 450)
    }

    fn is_unknown_command(&self) -> bool {
        let unknown = [
            Status::BadCommand,
            Status::NotImplemented,
            Status::CommandNotImplemented,
        ];
        matches!(&self.0, FtpError::UnexpectedResponse(answer) if unknown.contains(&answer.status))
    }
}

/// Only the code: a server may repeat what it was sent.
fn sign_in_error(error: Late<FtpFailure>) -> RemoteError {
    match error {
        Late::Failed(FtpFailure(FtpError::UnexpectedResponse(answer))) => {
            RemoteError::SignIn(format!("the server answered {}", answer.status.code()))
        }
        other => other.into(),
    }
}

/// One line of a server's words, cut to a bearable length.
fn shown(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    line.chars().filter(|c| !c.is_control()).take(200).collect()
}

/// One line of MLSD (RFC 3659 7): `type=file;size=5;modify=20261124200000; name`.
fn facts(line: &str) -> Option<Listed> {
    let (facts, name) = line
        .trim_end_matches(['\r', '\n'])
        .trim_start()
        .split_once(' ')?;
    let fact = |wanted: &str| {
        facts.split(';').find_map(|fact| {
            let (key, value) = fact.split_once('=')?;
            key.eq_ignore_ascii_case(wanted).then_some(value)
        })
    };
    if !fact("type").is_some_and(|kind| kind.eq_ignore_ascii_case("file")) {
        return None;
    }
    let stamp = Stamp {
        bytes: fact("size")?.parse().ok()?,
        modified: fact("modify").and_then(modify_time),
    };
    Some(Listed {
        name: name.to_owned(),
        stamp,
    })
}

/// `YYYYMMDDHHMMSS`, UTC; fractions are left out, since MDTM may leave them out too.
fn modify_time(text: &str) -> Option<i64> {
    let digits = text.split('.').next()?;
    let time = DateTime::strptime("%Y%m%d%H%M%S", digits).ok()?;
    Some(jiff::tz::TimeZone::UTC.to_timestamp(time).ok()?.as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_of_a_listing_are_read_whatever_their_case_and_order() {
        let listed =
            facts("Modify=20231114221320.123;Size=5;Type=file; a b.xml\r\n").expect("a file");
        assert_eq!(listed.name, "a b.xml");
        assert_eq!(
            listed.stamp,
            Stamp {
                bytes: 5,
                modified: Some(1_700_000_000)
            }
        );
        for line in [
            "type=dir;modify=20231114221320; x",
            "type=cdir; .",
            "size=5; x",
            "",
            "type=file;size=-1; x",
            "type=OS.unix=slink:/etc; x",
        ] {
            assert_eq!(facts(line), None, "{line}");
        }
        let odd = facts("type=file;size=5;modify=yesterday; x").expect("a file");
        assert_eq!(odd.stamp.modified, None);
    }
}
