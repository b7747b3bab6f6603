//! Echoes: exact runs of words that an article shares with articles of earlier documents. Runs alone are evidence, a
//! paraphrase is none. What every treaty says is marked as boilerplate, by families of documents; with fewer than three
//! families nobody can tell. Texts of one day are common wording, without a direction.

use copydesk_text::Span;

use crate::compare::{Map, Terms, tokens};
use crate::family::families;
use crate::{Document, SegmentKind};

/// Words of a seed.
const GRAM: usize = 5;
/// Fewest words of a run.
const RUN_WORDS_MIN: usize = 8;
/// A run of so many words is reported whatever its share.
const LONG_RUN_WORDS: usize = 12;
/// Share of an article that is reported, of a thousand.
const COVERED_MIN: usize = 250;
/// A seed that stands in more places is passed over: a longer run has others.
const PLACES_MAX: usize = 5_000;
/// Families in which common words of boilerplate stand.
const FAMILIES_MIN: usize = 3;
/// Share of an echo's seeds that makes it boilerplate, of a thousand.
const BOILERPLATE_MIN: usize = 400;

/// Which of two texts came first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The other document is earlier.
    Earlier,
    /// Both are of one day.
    CommonWording,
}

impl Direction {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Earlier => "earlier",
            Self::CommonWording => "common_wording",
        }
    }
}

/// Whether the words are those of treaties in general.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Boilerplate {
    /// Three or more families say so.
    Yes,
    /// They do not.
    No,
    /// The archive holds fewer than three families.
    Unknown,
}

impl Boilerplate {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Yes => "true",
            Self::No => "false",
            Self::Unknown => "unknown",
        }
    }
}

/// Words that stand in both articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// In the article.
    pub here: Span,
    /// In the other one.
    pub there: Span,
    /// How many words.
    pub words: usize,
}

/// An echo of one article in another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Echo {
    /// Index of the article's segment.
    pub article: usize,
    /// Index of the other document in the archive.
    pub from_document: usize,
    /// Index of the other article's segment.
    pub from_article: usize,
    /// Which came first.
    pub direction: Direction,
    /// Words of the article that runs cover, of a thousand.
    pub covered: usize,
    /// The runs, in the order of the article.
    pub runs: Vec<Run>,
    /// Whether it is what treaties say in general.
    pub boilerplate: Boilerplate,
}

/// An article's words as numbers, with their places.
pub(crate) struct Article {
    pub document: usize,
    pub segment: usize,
    pub words: Vec<u32>,
    spans: Vec<Span>,
}

/// The documents among which echoes are looked for.
pub struct Archive<'a> {
    documents: Vec<&'a Document>,
    articles: Vec<Article>,
    /// Where each seed stands: (article, place).
    seeds: Map<[u32; GRAM], Vec<(u32, u32)>>,
    /// The family of each document.
    families: Vec<usize>,
}

impl<'a> Archive<'a> {
    /// Indexes documents; a document without a day takes part in families alone.
    #[must_use]
    pub fn new(documents: Vec<&'a Document>) -> Self {
        let mut terms = Terms::default();
        let mut articles = Vec::new();
        for (at, document) in documents.iter().enumerate() {
            for segment in document.articles() {
                articles.push(Article::read(document, at, segment, &mut terms));
            }
        }
        let mut seeds: Map<[u32; GRAM], Vec<(u32, u32)>> = Map::default();
        for (at, article) in articles.iter().enumerate() {
            for (place, gram) in grams(&article.words).enumerate() {
                let at = u32::try_from(at).unwrap_or(u32::MAX);
                seeds
                    .entry(gram)
                    .or_default()
                    .push((at, u32::try_from(place).unwrap_or(u32::MAX)));
            }
        }
        let families = families(documents.len(), &articles);
        Self {
            documents,
            articles,
            seeds,
            families,
        }
    }

    /// How many families the documents form.
    #[must_use]
    pub fn family_count(&self) -> usize {
        let mut distinct = self.families.clone();
        distinct.sort_unstable();
        distinct.dedup();
        distinct.len()
    }

    /// The echoes of one document's articles in earlier ones and in those of its day; of each article the best first.
    #[must_use]
    pub fn echoes(&self, document: usize) -> Vec<Echo> {
        let mut found = Vec::new();
        for (at, article) in self
            .articles
            .iter()
            .enumerate()
            .filter(|(_, article)| article.document == document)
        {
            let mut own = self.of_article(at, article);
            own.sort_by_key(|echo| {
                (
                    std::cmp::Reverse(echo.covered),
                    echo.from_document,
                    echo.from_article,
                )
            });
            found.extend(own);
        }
        found
    }

    /// Which came first; `None`: the other is later, or one of them has no day.
    fn direction(&self, own: usize, other: usize) -> Option<Direction> {
        let (own, other) = (
            self.documents.get(own)?.facts.day()?,
            self.documents.get(other)?.facts.day()?,
        );
        match other.cmp(own) {
            std::cmp::Ordering::Less => Some(Direction::Earlier),
            std::cmp::Ordering::Equal => Some(Direction::CommonWording),
            std::cmp::Ordering::Greater => None,
        }
    }

    fn of_article(&self, at: usize, article: &Article) -> Vec<Echo> {
        let mut runs: Map<u32, Vec<(usize, usize, usize)>> = Map::default();
        let mut others = Vec::new();
        for (place, gram) in grams(&article.words).enumerate() {
            let places = self
                .seeds
                .get(&gram)
                .filter(|places| places.len() <= PLACES_MAX);
            for &(other, other_place) in places.into_iter().flatten() {
                let there = &self.articles[other as usize];
                if other as usize == at || there.document == article.document {
                    continue;
                }
                let Some(run) = run(article, place, there, other_place as usize) else {
                    continue;
                };
                let list = runs.entry(other).or_default();
                if list.is_empty() {
                    others.push(other);
                }
                list.push(run);
            }
        }
        others.sort_unstable();
        others
            .into_iter()
            .filter_map(|other| self.echo(article, other as usize, runs.get(&other)?))
            .collect()
    }

    fn echo(
        &self,
        article: &Article,
        other: usize,
        runs: &[(usize, usize, usize)],
    ) -> Option<Echo> {
        let there = &self.articles[other];
        let direction = self.direction(article.document, there.document)?;
        let mut covered = vec![false; article.words.len()];
        for &(here, _, words) in runs {
            covered[here..here + words].fill(true);
        }
        let count = covered.iter().filter(|one| **one).count();
        let share = count * 1000 / article.words.len().max(1);
        let longest = runs.iter().map(|run| run.2).max().unwrap_or(0);
        if share < COVERED_MIN && longest < LONG_RUN_WORDS {
            return None;
        }
        Some(Echo {
            article: article.segment,
            from_document: there.document,
            from_article: there.segment,
            direction,
            covered: share,
            runs: runs
                .iter()
                .map(|&(here, other, words)| Run {
                    here: article.span(here, words),
                    there: there.span(other, words),
                    words,
                })
                .collect(),
            boilerplate: self.boilerplate(article, &covered),
        })
    }

    /// Whether most covered seeds stand in three families or more.
    fn boilerplate(&self, article: &Article, covered: &[bool]) -> Boilerplate {
        if self.family_count() < FAMILIES_MIN {
            return Boilerplate::Unknown;
        }
        let (mut all, mut common) = (0, 0);
        for (place, gram) in grams(&article.words).enumerate() {
            if !covered[place..place + GRAM].iter().all(|one| *one) {
                continue;
            }
            all += 1;
            let mut seen: Vec<usize> = Vec::with_capacity(FAMILIES_MIN);
            for &(at, _) in self.seeds.get(&gram).into_iter().flatten() {
                let family = self.families[self.articles[at as usize].document];
                if !seen.contains(&family) {
                    seen.push(family);
                }
                if seen.len() == FAMILIES_MIN {
                    break;
                }
            }
            common += usize::from(seen.len() >= FAMILIES_MIN);
        }
        if common * 1000 >= all * BOILERPLATE_MIN && all > 0 {
            Boilerplate::Yes
        } else {
            Boilerplate::No
        }
    }
}

impl Article {
    fn read(document: &Document, at: usize, segment: usize, terms: &mut Terms) -> Self {
        debug_assert_eq!(document.segments[segment].kind, SegmentKind::Article);
        let body = document.body(segment);
        let mut article = Self {
            document: at,
            segment,
            words: Vec::new(),
            spans: Vec::new(),
        };
        tokens(document.words(body), |word, start, end| {
            article.words.push(terms.word(word));
            article
                .spans
                .push(Span::new(body.start + start, body.start + end));
        });
        article
    }

    fn span(&self, from: usize, words: usize) -> Span {
        Span::new(self.spans[from].start, self.spans[from + words - 1].end)
    }
}

fn grams(words: &[u32]) -> impl Iterator<Item = [u32; GRAM]> + '_ {
    words.windows(GRAM).filter_map(|gram| gram.try_into().ok())
}

/// The run that begins with a seed in both, if it begins there and is long enough: (here, there, words).
fn run(here: &Article, at: usize, there: &Article, other: usize) -> Option<(usize, usize, usize)> {
    let goes_back = at > 0 && other > 0 && here.words[at - 1] == there.words[other - 1];
    if goes_back {
        return None;
    }
    let words = here.words[at..]
        .iter()
        .zip(&there.words[other..])
        .take_while(|(a, b)| a == b)
        .count();
    (words >= RUN_WORDS_MIN).then_some((at, other, words))
}
