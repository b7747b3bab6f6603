//! The command line (DESIGN 5.1): names, options, help. Does nothing itself.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// The copy desk of a newspaper as one program: agency wires in, published stories with a computed disclosure out.
#[derive(Debug, Parser)]
#[command(name = "copydesk", version, max_term_width = 100)]
#[command(
    after_help = "Start with `copydesk demo`. Exit status: 0 done, 1 the answer is no, 2 usage or \
                        unreadable input."
)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// A running newsroom: sample wires, rules, site and desk on http://127.0.0.1:8080
    ///
    /// Two invented agencies send some forty wires: first versions, updates, a correction, an embargo that ends
    /// while you watch, a flash, a kill of something already published, a broken file.
    Demo {
        /// Where to listen.
        #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
        /// Keep the newsroom in this folder (it may be started again on it); else a fresh temporary one.
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
        /// Play the script this many times faster.
        #[arg(long, value_name = "TIMES", default_value_t = 1.0)]
        pace: f64,
    },
    /// The real thing: site, desk and feeds as the configuration says
    Serve {
        /// The configuration; `copydesk init` writes one.
        #[arg(
            long,
            value_name = "FILE",
            default_value = "copydesk.toml",
            env = "COPYDESK_CONFIG"
        )]
        config: PathBuf,
        /// Be a further node of a newsroom on PostgreSQL: serve its site and proofs, take in, edit and sign nothing.
        #[arg(long)]
        follow: bool,
    },
    /// Write a commented configuration, the data folder and the first editor
    Init {
        /// Folder to make; must not hold a configuration yet.
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        /// Name of the first editor.
        #[arg(long, value_name = "NAME", default_value = "editor")]
        editor: String,
        /// Keep the ground state in PostgreSQL: postgres://USER@HOST/DATABASE, without a password.
        #[arg(long, value_name = "URL")]
        store: Option<String>,
        /// Schema of that database; made if it is not there. Default: copydesk.
        #[arg(long, value_name = "NAME", requires = "store")]
        store_schema: Option<String>,
        /// File with the password, one line.
        #[arg(long, value_name = "FILE", requires = "store")]
        store_password_file: Option<PathBuf>,
    },
    /// Parse wire files; one JSON object a line on stdout
    ///
    /// A file with several items gives several lines. Findings say what was odd; they are no failure.
    /// A file in which no item was found is named on stderr, and the exit status is 2.
    Read(ReadArgs),
    /// How a page differs from the wire: the disclosure
    ///
    /// The page may be HTML (what surrounds the story is left out) or plain text with blank lines between
    /// paragraphs.
    Disclose {
        /// The agency's file, in any format that `copydesk read` reads. Of several versions in it the one is taken
        /// that the page follows. Given several times: a story combined from several wires.
        #[arg(long = "wire", value_name = "FILE", required = true)]
        wires: Vec<PathBuf>,
        /// The published page.
        #[arg(long, value_name = "FILE")]
        page: PathBuf,
        /// The full alignment as JSON.
        #[arg(long)]
        json: bool,
        /// Language of the sentence.
        #[arg(long, value_enum, default_value_t = SentenceLanguage::En)]
        language: SentenceLanguage,
        /// Name of the publication; else what the page says of itself.
        #[arg(long, value_name = "NAME")]
        site: Option<String>,
        /// Name of the agency; else what the wire says.
        #[arg(long, value_name = "NAME")]
        agency: Option<String>,
    },
    /// Put files or folders of wires into the archive; may be stopped and run again
    ///
    /// A file in which no item is found is kept in quarantine and named on stderr with the reason; that is no failure. Exit
    /// status 2: a file could not be opened.
    Import {
        /// Files and folders (folders with all below them).
        #[arg(value_name = "PATH", required = true)]
        paths: Vec<PathBuf>,
        /// The data folder.
        #[arg(long, value_name = "DIR", default_value = "data")]
        data: PathBuf,
        /// Agency of items that do not name theirs.
        #[arg(long, value_name = "AGENCY")]
        agency: Option<String>,
        /// Configuration whose limits count; without it the usual ones do.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
        /// Counts, bytes and CPU seconds as JSON on stdout.
        #[arg(long)]
        json: bool,
    },
    /// Which wire items a page reuses, how much of them, and what was changed
    ///
    /// Pages are files, or folders with all pages below them (html, htm, xhtml, txt). They are looked up in the
    /// archive of the data folder, which `import` and a running newsroom fill.
    Audit {
        /// Saved pages, and folders of them.
        #[arg(value_name = "PAGE", required = true)]
        pages: Vec<PathBuf>,
        /// The data folder.
        #[arg(long, value_name = "DIR", default_value = "data")]
        data: PathBuf,
        /// Configuration that names the agencies; without it they are called by their ids.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
        /// One JSON object a page, each on a line.
        #[arg(long)]
        json: bool,
        /// Write a report for browsers: the ribbon and every difference.
        #[arg(long, value_name = "FILE")]
        report: Option<PathBuf>,
    },
    /// Check every quotation in a text against the document it quotes
    ///
    /// FILE is a story: a page, a wire file in any format that `copydesk read` reads, or plain text with blank lines
    /// between paragraphs. DOC is the document: text, HTML, Markdown, a PDF (if pdftotext is installed), Akoma Ntoso, or
    /// the JSON and XML of treaty collections. A document is taken as the full, official text in its own language unless the file or an option
    /// says otherwise; the first line of the answer says what it was taken for.
    ///
    /// Of each quotation you are told how its words compare (exact, typographic, case, bracketed, elided, truncated,
    /// word_change, translation), whether they stand elsewhere than said (misplaced), or not at all (not_found), or
    /// why nothing can be said (uncheckable). docs/quotes.md explains each with examples. Quotations of people are
    /// shown, too, and never fail the command; those of one or two words get no verdict, only how often they occur.
    ///
    /// Exit status: 0 every quotation of the document holds, 1 one does not (a material change of words, misplaced or
    /// not found), 2 a file is unreadable.
    ///
    /// Example: copydesk quotes --source treaty.txt story.html
    #[command(verbatim_doc_comment)]
    Quotes(QuotesArgs),
    /// Agreements and other primary texts: show one, or compare two article by article
    ///
    /// A document is plain text, HTML, Markdown, a PDF (if pdftotext is installed), Akoma Ntoso, JSON of the
    /// open-treaties collection or XML of the ToTA collection.
    #[command(
        after_help = "Examples:\n  copydesk documents show treaty.pdf\n  copydesk documents show pact-2024.txt \
                      pact-1961.xml pact-2000.html   echoes of the older ones, too\n  copydesk documents diff \
                      draft.md final.md --json\n\nExit status: 0 done, 2 usage or unreadable input. Readings of a text \
                      are proposals with the words they rest on; what a text does not say is left out."
    )]
    Documents {
        /// What to do.
        #[command(subcommand)]
        command: DocumentsCommand,
    },
    /// Who said what in a text, a wire file or a page
    ///
    /// Each statement has a speaker, a cue that says how (said, claimed, alleged, denied, promised, according to a
    /// document, an expert's reading), the words, and the place they stand in. `certain` means that a closed pattern and
    /// an independent reading agree on speaker and words, and that the speaker is named; everything else is for
    /// `review`, with the codes of what was not sure (docs/statements.md). Whether the words are true is never judged.
    ///
    /// English only: any other stated language gives no statements and a line on stderr. Exit status 0 when the file
    /// was read, also with nothing said in it; 2 when it could not be read.
    #[command(
        after_help = "Examples:\n  copydesk statements story.txt\n  copydesk statements wire.xml --json | jq -r '[.certainty, .source.text, .content.text] | @tsv'"
    )]
    Statements {
        /// A text with blank lines between paragraphs, a wire file in any format that `copydesk read` reads, or a page.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// One JSON object a statement, each on a line (docs/schema/statement.json).
        #[arg(long)]
        json: bool,
    },
    /// Make everything derived anew from the raws, and say what changed
    Rebuild {
        /// The data folder.
        #[arg(long, value_name = "DIR", default_value = "data")]
        data: PathBuf,
        /// The configuration: hints of its feeds, names for the disclosures. Without it only versions are read anew.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
        /// Say what would change, change nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Copy the ground state while the newsroom runs
    Backup {
        /// The data folder.
        #[arg(long, value_name = "DIR", default_value = "data")]
        data: PathBuf,
        /// Folder to write the copy to.
        #[arg(value_name = "TO")]
        to: PathBuf,
    },
    /// Put a backup into an empty data folder and let the ledger catch up with what was served
    Restore {
        /// The backup, a file or its folder; without it the ledger only catches up.
        #[arg(value_name = "BACKUP")]
        backup: Option<PathBuf>,
        /// The configuration.
        #[arg(
            long,
            value_name = "FILE",
            default_value = "copydesk.toml",
            env = "COPYDESK_CONFIG"
        )]
        config: PathBuf,
        /// The served ledger, a folder or an address (…/ledger); else the data folder's own.
        #[arg(long, value_name = "DIR|URL")]
        ledger: Option<String>,
    },
    /// Legal erasure of one item: its raws, texts and records, for good
    Erase {
        /// The configuration.
        #[arg(
            long,
            value_name = "FILE",
            default_value = "copydesk.toml",
            env = "COPYDESK_CONFIG"
        )]
        config: PathBuf,
        /// Agency of the item.
        #[arg(long, value_name = "AGENCY")]
        agency: String,
        /// Guid of the item.
        #[arg(long, value_name = "GUID")]
        guid: String,
        /// Why; recorded in the ledger.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Check a published page offline against its proofs
    ///
    /// Each argument is a page, an address, or a .tlog-proof file, told apart by its first bytes. A page needs its
    /// edition's proof and, unless the house wrote it, its receipt's. Exit status 1: the proof does not hold.
    Verify {
        /// Pages, addresses, proofs.
        #[arg(value_name = "PAGE|URL|PROOF", required = true)]
        args: Vec<String>,
        /// Whose keys to trust (C2SP tlog-policy); for an address else the site's own.
        #[arg(long, value_name = "FILE")]
        policy: Option<PathBuf>,
        /// The agency's own copy, to compare with what was recorded.
        #[arg(long, value_name = "FILE")]
        wire: Option<PathBuf>,
        /// One JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Recheck a whole ledger, or write it out
    Ledger {
        /// What to do with it.
        #[command(subcommand)]
        command: LedgerCommand,
    },
    /// Add an editor or set a new password; prints the password once
    User {
        /// The data folder.
        #[arg(long, value_name = "DIR", default_value = "data")]
        data: PathBuf,
        /// Name used to sign in.
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Add a feed, try one out, list them
    Feed {
        /// What to do.
        #[command(subcommand)]
        command: FeedCommand,
    },
    /// Look at everything the newsroom stands on; a line each says how it is
    ///
    /// Configuration, theme, secrets, data folder, disk, store, clock, address, feeds, ledger, witnesses. Repairs nothing,
    /// asks nobody over the network, and may be run beside the newsroom. Exit status: 0 nothing is wrong (warnings apart),
    /// 1 something is, 2 the configuration cannot be read.
    Doctor {
        /// The configuration.
        #[arg(
            long,
            value_name = "FILE",
            default_value = "copydesk.toml",
            env = "COPYDESK_CONFIG"
        )]
        config: PathBuf,
        /// As JSON (docs/schema/doctor.schema.json).
        #[arg(long)]
        json: bool,
    },
    /// Look at the configuration
    Config {
        /// What to do with it.
        #[command(subcommand)]
        command: ConfigCommand,
    },
}

/// Options of `copydesk quotes`.
#[derive(Debug, clap::Args)]
pub struct QuotesArgs {
    /// The document.
    #[arg(long, value_name = "DOC")]
    pub source: PathBuf,
    /// The story.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// How much of the document DOC holds.
    #[arg(long, value_enum, value_name = "HOW_MUCH")]
    pub completeness: Option<QuotedCompleteness>,
    /// Whether an authority of the document published this text.
    #[arg(long, value_enum, value_name = "STANDING")]
    pub standing: Option<QuotedStanding>,
    /// DOC is a translation: a differing wording is then another rendering, never false.
    #[arg(long)]
    pub translation: bool,
    /// Language of DOC (BCP 47), if the file does not say.
    #[arg(long, value_name = "TAG")]
    pub source_language: Option<String>,
    /// Language of the story (BCP 47), if the file does not say.
    #[arg(long, value_name = "TAG")]
    pub language: Option<String>,
    /// Who published DOC, if the file does not say.
    #[arg(long, value_name = "NAME")]
    pub publisher: Option<String>,
    /// Everything as one JSON object (docs/schema/quotes.json).
    #[arg(long)]
    pub json: bool,
}

/// How much of a document a file holds.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum QuotedCompleteness {
    /// All of it.
    Full,
    /// Parts of it in its own words: what is not in it may still be in the document.
    Excerpt,
    /// Its sense in other words: nothing can be checked.
    Paraphrase,
}

/// Whether a document's text is official.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum QuotedStanding {
    /// Published by a party to it, its depositary, or the speaker.
    Official,
    /// Published by somebody else.
    Unofficial,
}

/// What `copydesk documents` does.
#[derive(Debug, Subcommand)]
pub enum DocumentsCommand {
    /// File a document, or its next version, in a newsroom that is stopped; it then stands under /documents/
    ///
    /// Facts that neither the file states nor an option says stay unknown, above all whether a party has published its
    /// text. Prints the address and the number of the version.
    Add(Box<crate::commands::documents_add::Options>),
    /// The outline of a document, what it binds whom to, its term, its dates, and echoes of other documents
    Show {
        /// The document.
        #[arg(value_name = "DOC")]
        document: PathBuf,
        /// Documents in which echoes of it are looked for; they need a day, as Akoma Ntoso and ToTA have.
        #[arg(value_name = "OTHER")]
        others: Vec<PathBuf>,
        /// Of a file with several languages, this one (BCP 47).
        #[arg(long, value_name = "LANG")]
        language: Option<String>,
        /// Everything as JSON (docs/schema/document.schema.json).
        #[arg(long)]
        json: bool,
    },
    /// Which article became which, and what was changed in its words
    ///
    /// Texts in different languages are paired by the numbers of their articles, without a word compared.
    Diff {
        /// The older text.
        #[arg(value_name = "DOC")]
        left: PathBuf,
        /// The newer text.
        #[arg(value_name = "DOC")]
        right: PathBuf,
        /// Of a file with several languages, this one (BCP 47).
        #[arg(long, value_name = "LANG")]
        language: Option<String>,
        /// Pairs and operations as JSON (docs/schema/document-diff.schema.json).
        #[arg(long)]
        json: bool,
    },
}

/// What `copydesk feed` does.
#[derive(Debug, Subcommand)]
pub enum FeedCommand {
    /// Write a feed into the configuration, checked before anything is written
    ///
    /// Settings are KEY=VALUE, by the names of docs/operating/configuration.md; secrets stand in files, never here.
    /// What stands in the file already, comments too, stays as it is.
    #[command(after_help = FEED_ADD_EXAMPLES)]
    Add {
        /// Name of the feed.
        #[arg(value_name = "ID")]
        id: String,
        /// Settings of the feed: transport=sftp host=sftp.agency.example …
        #[arg(value_name = "KEY=VALUE", required = true)]
        settings: Vec<String>,
        /// Name of the agency as readers see it, if the agency is a new one.
        #[arg(long, value_name = "NAME")]
        agency_name: Option<String>,
        /// The configuration.
        #[arg(
            long,
            value_name = "FILE",
            default_value = "copydesk.toml",
            env = "COPYDESK_CONFIG"
        )]
        config: PathBuf,
    },
    /// Connect, fetch a few pieces, and say what they are; nothing is kept, acknowledged, moved or marked
    ///
    /// Begins where a new feed would begin, and may be run beside the newsroom. Exit status 1 if the source did not
    /// answer.
    #[command(
        after_help = "A feed with an SFTP server whose key is not known yet: state any key, run the test, and \
                            compare the key that it prints with the one the agency tells you."
    )]
    Test {
        /// Name of the feed.
        #[arg(value_name = "ID")]
        id: String,
        /// Fetch at most so many pieces.
        #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..=1000))]
        pieces: u16,
        /// End the test after so many seconds.
        #[arg(long, value_name = "SECONDS", default_value_t = 120)]
        wait: u64,
        /// As JSON (docs/schema/feed-test.schema.json).
        #[arg(long)]
        json: bool,
        /// The configuration.
        #[arg(
            long,
            value_name = "FILE",
            default_value = "copydesk.toml",
            env = "COPYDESK_CONFIG"
        )]
        config: PathBuf,
    },
    /// The feeds with what each brought; whether one is late stands at the desk, under /desk/feeds
    List {
        /// As JSON (docs/schema/feed-list.schema.json).
        #[arg(long)]
        json: bool,
        /// The configuration.
        #[arg(
            long,
            value_name = "FILE",
            default_value = "copydesk.toml",
            env = "COPYDESK_CONFIG"
        )]
        config: PathBuf,
    },
}

/// What `copydesk ledger` does.
#[derive(Debug, Subcommand)]
pub enum LedgerCommand {
    /// Recheck signature, entries, tiles and root, and whether other checkpoints and proofs belong to it
    Check {
        /// Folder of the ledger: `ledger` in the data folder, or an export.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Checkpoints and proofs to compare with it.
        #[arg(value_name = "FILE")]
        others: Vec<PathBuf>,
        /// Whose keys to trust; else those that lie in the folder.
        #[arg(long, value_name = "FILE")]
        policy: Option<PathBuf>,
        /// The data folder: each record is checked, and that no act lacks its leaf.
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
    },
    /// Write tiles, checkpoint, keys, policy and the public proofs to a folder that any web server can serve
    Export {
        /// Folder to write to.
        #[arg(value_name = "DIR")]
        to: PathBuf,
        /// The configuration.
        #[arg(
            long,
            value_name = "FILE",
            default_value = "copydesk.toml",
            env = "COPYDESK_CONFIG"
        )]
        config: PathBuf,
    },
}

const FEED_ADD_EXAMPLES: &str = "\
Examples, one of each transport:
  copydesk feed add north agency=north transport=folder folder=wires/north
  copydesk feed add north agency=north transport=sftp host=sftp.north.example user=desk \\
      key_file=secrets/north.key host_key=SHA256:… path=out after=delete
  copydesk feed add north agency=north transport=ftps host=ftp.north.example user=desk \\
      password_file=secrets/north.password path=out
  copydesk feed add north agency=north transport=imap host=imap.house.example user=wires \\
      password_file=secrets/mail.password senders=@north.example
  copydesk feed add north agency=north transport=push token_sha256=…
  copydesk feed add north agency=north transport=pull url=https://north.example/feed.xml websub=true
  copydesk feed add north agency=north transport=api url=https://api.north.example/feed \\
      token_file=secrets/north.token next_page=data.next_page items=data.items
Then: copydesk feed test north";

/// What `copydesk config` does.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Read the configuration, refuse what is wrong with file and line, print what is in force
    Check {
        /// The configuration.
        #[arg(
            long,
            value_name = "FILE",
            default_value = "copydesk.toml",
            env = "COPYDESK_CONFIG"
        )]
        config: PathBuf,
    },
}

/// Options of `copydesk read`.
#[derive(Debug, clap::Args)]
pub struct ReadArgs {
    /// Zone of times sent without one (IANA name such as Europe/Berlin).
    #[arg(long, value_name = "TZ")]
    pub feed_zone: Option<String>,
    /// Charset of the files; evidence in the bytes still overrules it, with a finding.
    #[arg(long, value_name = "C")]
    pub charset: Option<String>,
    /// Agency that sent them.
    #[arg(long, value_name = "A")]
    pub agency: Option<String>,
    /// Format (newsml-g2, nitf, iptc7901, ninjs …; docs/formats.md lists them); recognised by content where not given.
    #[arg(long, value_name = "F")]
    pub format: Option<String>,
    /// Read as this configuration says: its limits, with --feed also the feed's format, mapping, charset, zone and words.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The feed of that configuration whose settings count; options given here overrule them.
    #[arg(long, value_name = "ID", requires = "config")]
    pub feed: Option<String>,
    /// Write each item as this instead: ninjs is one object a line, newsml-g2 one document an item.
    #[arg(long = "as", value_name = "FORMAT", value_enum)]
    pub output: Option<OutputFormat>,
    /// Tell a person what was recognised, what was not, and what looks wrong.
    #[arg(long, conflicts_with = "output")]
    pub explain: bool,
    /// Wire files.
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
}

/// What `copydesk read --as` writes.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum OutputFormat {
    /// IPTC ninjs 3.1.
    Ninjs,
    /// IPTC NewsML-G2, power conformance.
    NewsmlG2,
}

/// Language of a sentence on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum SentenceLanguage {
    /// English.
    En,
    /// Hindi.
    Hi,
}
