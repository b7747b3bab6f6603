//! Dovecot over a mailbox in a temporary folder, if it is installed: the real thing, with TLS, as whoever runs the
//! tests. Messages are put there as mail servers do, as files.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};

use super::certificate::Certificate;

pub const PASSWORD: &str = "open-sesame";

pub struct ImapServer {
    pub port: u16,
    pub certificate: Certificate,
    folder: tempfile::TempDir,
    child: Child,
    delivered: std::cell::Cell<u32>,
}

/// Who the mailbox belongs to: dovecot reads none for the superuser.
struct Owner {
    name: String,
    group: String,
    internal: &'static str,
    login: &'static str,
}

fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let run = Command::new(program).args(arguments).output().ok()?;
    Some(String::from_utf8_lossy(&run.stdout).trim().to_owned())
}

impl ImapServer {
    /// Starts dovecot 2.3; says so and gives none where it is not installed.
    pub async fn start() -> Option<Self> {
        let version = output("/usr/sbin/dovecot", &["--version"]).unwrap_or_default();
        if !version.starts_with("2.3") {
            // The harness swallows `eprintln!`; a skip must be seen.
            let _ = writeln!(
                std::io::stderr(),
                "skipped: dovecot 2.3 is not installed (found {version:?}), so IMAP is not tested"
            );
            return None;
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);
        let (folder, certificate) = (
            tempfile::tempdir().expect("a temporary folder"),
            Certificate::new(),
        );
        let path = folder.path().to_owned();
        let user = output("id", &["-un"]).expect("a user");
        let owner = if user == "root" {
            Owner {
                name: String::from("nobody"),
                group: String::from("nogroup"),
                internal: "dovecot",
                login: "dovenull",
            }
        } else {
            let group = output("id", &["-gn"]).expect("a group");
            Owner {
                name: user.clone(),
                group,
                internal: "",
                login: "",
            }
        };
        std::fs::create_dir_all(path.join("mail/new")).expect("made");
        for inner in ["cur", "tmp"] {
            std::fs::create_dir(path.join("mail").join(inner)).expect("made");
        }
        let configuration = path.join("dovecot.conf");
        std::fs::write(
            &configuration,
            settings(&path, port, &certificate, &owner, &user),
        )
        .expect("written");
        if user == "root" {
            let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
            std::fs::set_permissions(&path, open).expect("opened");
            let owned = format!("{}:{}", owner.name, owner.group);
            output(
                "chown",
                &["-R", &owned, &path.join("mail").to_string_lossy()],
            )
            .expect("owned");
        }
        let child = Command::new("/usr/sbin/dovecot")
            .args(["-F", "-c"])
            .arg(&configuration)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("dovecot starts");
        let server = Self {
            port,
            certificate,
            folder,
            child,
            delivered: std::cell::Cell::new(0),
        };
        server.wait_until_it_listens().await;
        Some(server)
    }

    async fn wait_until_it_listens(&self) {
        let listening = async {
            while TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        if tokio::time::timeout(Duration::from_secs(20), listening)
            .await
            .is_err()
        {
            let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            panic!("dovecot does not listen: {log}");
        }
    }

    pub fn mail(&self) -> PathBuf {
        self.folder.path().join("mail")
    }

    /// Puts a message into the mailbox, as a mail server does: written aside, then renamed.
    pub fn deliver(&self, message: &str) {
        let number = self.delivered.get() + 1;
        self.delivered.set(number);
        let name = format!("{}.M{number}P1.localhost", 1_700_000_000 + number);
        let aside = self.mail().join("tmp").join(&name);
        std::fs::write(&aside, message).expect("written");
        if output("id", &["-un"]).as_deref() == Some("root") {
            output("chown", &["nobody:nogroup", &aside.to_string_lossy()]).expect("owned");
        }
        std::fs::rename(aside, self.mail().join("new").join(name)).expect("delivered");
    }

    /// Forgets every number given to a message, as servers do after a restore.
    pub fn number_anew(&self) {
        for entry in std::fs::read_dir(self.mail()).expect("a folder").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with("dovecot") && !name.starts_with("dovecot-uidvalidity") {
                std::fs::remove_file(entry.path()).expect("removed");
            }
        }
    }

    /// Names of the files in which the messages stand: marks are part of them.
    pub fn file_names(&self) -> Vec<String> {
        let names = ["new", "cur"].into_iter().flat_map(|inner| {
            let entries = std::fs::read_dir(self.mail().join(inner))
                .expect("a folder")
                .flatten();
            entries
                .map(|entry| entry.file_name().to_string_lossy().into_owned())
                .collect::<Vec<_>>()
        });
        names.collect()
    }
}

impl Drop for ImapServer {
    fn drop(&mut self) {
        let configuration = self.folder.path().join("dovecot.conf");
        let _ = Command::new("/usr/bin/doveadm")
            .arg("-c")
            .arg(configuration)
            .arg("stop")
            .output();
        let _ = self.child.wait();
    }
}

fn settings(
    path: &std::path::Path,
    port: u16,
    certificate: &Certificate,
    owner: &Owner,
    user: &str,
) -> String {
    let path = path.display();
    let (internal, login) = match user {
        "root" => (owner.internal, owner.login),
        other => (other, other),
    };
    let (name, group) = (&owner.name, &owner.group);
    let internal_group = if user == "root" {
        owner.internal
    } else {
        group
    };
    let (file, key) = (certificate.file(), certificate.key_file());
    let (file, key) = (file.display(), key.display());
    format!(
        "base_dir = {path}/run
state_dir = {path}/state
log_path = {path}/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{file}
ssl_key = <{key}
ssl_dh =
mail_location = maildir:{path}/mail
mailbox_idle_check_interval = 1 secs
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
first_valid_uid = 1
first_valid_gid = 1
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={name} gid={group} home={path}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"
    )
}
