//! Servers on the loopback address, each over a real folder: FTP and FTPS by libunftp, SFTP by russh's own server
//! half, IMAP by dovecot where it is installed, and an FTP server that breaks off, stalls and refuses when told to.

pub mod certificate;
pub mod ftp;
pub mod imap;
pub mod odd_ftp;
pub mod sftp;
