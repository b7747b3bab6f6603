//! Paths of a mapping: steps parted by `/`, from an item (or from the top, for the path to items) to values. A step is a
//! name, `*` for any, `@name` for an attribute; behind it may stand `[2]` for the second of several and `[key=value]`
//! for those that have it. Lists are gone through by themselves. Never fails on input, only on a path that is none.

use super::node::{Node, Values};

/// Steps of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Path {
    steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Step {
    name: Name,
    selectors: Vec<Selector>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Name {
    Any,
    Child(String),
    Attribute(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Selector {
    /// Counted from 1.
    Nth(usize),
    /// Where the value at this key is this word, in any case.
    Where(String, String),
}

/// Most values that one path leads to.
const VALUES_MAX: usize = 100_000;

impl Path {
    /// Reads a path; says in words what is wrong, and at which character.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parser = Parser { text, at: 0 };
        if text.trim() == "." {
            return Ok(Self { steps: Vec::new() });
        }
        let mut steps = vec![parser.step()?];
        while parser.take('/') {
            if matches!(
                steps.last(),
                Some(Step {
                    name: Name::Attribute(_),
                    ..
                })
            ) {
                return Err(parser.wrong("nothing can follow an attribute"));
            }
            steps.push(parser.step()?);
        }
        match parser.peek() {
            None => Ok(Self { steps }),
            Some(found) => Err(parser.wrong(&format!("{found:?} is not expected"))),
        }
    }

    /// Appends the values that the path leads to, in document order.
    pub fn push_values<'t>(&self, from: Node<'t>, out: &mut Values<'t>) {
        match self.steps.as_slice() {
            [step] if step.selectors.is_empty() && !from.is_list() => step.push_values(from, out),
            [] if !from.is_list() => out.push(from),
            _ => self.push_values_by_level(from, out),
        }
    }

    /// Appends the values that the path leads to, whatever its steps are.
    fn push_values_by_level<'t>(&self, from: Node<'t>, out: &mut Values<'t>) {
        let mut level = Values::new();
        from.push_flat(&mut level);
        for step in &self.steps {
            let mut next = Values::new();
            for &node in &level {
                let before = next.len();
                step.push_values(node, &mut next);
                for selector in &step.selectors {
                    selector.keep(before, &mut next);
                }
                if next.len() > VALUES_MAX {
                    break;
                }
            }
            if next.is_empty() {
                return;
            }
            level = next;
        }
        out.append(&mut level);
    }

    /// The first thing that `look` finds at the values that the path leads to.
    pub fn find_map<'t, T>(
        &self,
        from: Node<'t>,
        mut look: impl FnMut(Node<'t>) -> Option<T>,
    ) -> Option<T> {
        // by far most paths are the name of a child or of an attribute
        if let [step] = self.steps.as_slice()
            && step.selectors.is_empty()
            && let Node::Element(tree, id) = from
        {
            match &step.name {
                Name::Child(name) => {
                    let mut named = tree.children_named(id, name);
                    return named.find_map(|child| look(Node::Element(tree, child)));
                }
                Name::Attribute(name) => return look(from.attribute(name)?),
                Name::Any => {}
            }
        }
        let mut values = Values::new();
        self.push_values(from, &mut values);
        values.iter().find_map(|&node| look(node))
    }

    /// The name of the last step.
    pub fn last_name(&self) -> &str {
        match self.steps.last().map(|step| &step.name) {
            Some(Name::Child(name) | Name::Attribute(name)) => name,
            _ => "",
        }
    }
}

impl Step {
    /// Appends what the name leads to; selectors are not looked at.
    fn push_values<'t>(&self, from: Node<'t>, out: &mut Values<'t>) {
        match &self.name {
            Name::Any => from.push_children(out),
            Name::Child(name) => from.push_named(name, out),
            Name::Attribute(name) => out.extend(from.attribute(name)),
        }
    }
}

impl Selector {
    /// Leaves only the selected of the values from `from` on.
    fn keep(&self, from: usize, values: &mut Values<'_>) {
        let mut kept = from;
        match self {
            Self::Nth(nth) => {
                if let Some(&wanted) = values[from..].get(nth - 1) {
                    values[kept] = wanted;
                    kept += 1;
                }
            }
            Self::Where(key, value) => {
                for at in from..values.len() {
                    if values[at].has(key, value) {
                        values[kept] = values[at];
                        kept += 1;
                    }
                }
            }
        }
        values.truncate(kept);
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn wrong(&self, what: &str) -> String {
        let place = self.text[..self.at].chars().count() + 1;
        format!("{what} (character {place})")
    }

    fn step(&mut self) -> Result<Step, String> {
        let name = if self.take('*') {
            Name::Any
        } else if self.take('@') {
            Name::Attribute(self.name()?)
        } else {
            Name::Child(self.name()?)
        };
        let mut selectors = Vec::new();
        while self.take('[') {
            selectors.push(self.selector()?);
        }
        Ok(Step { name, selectors })
    }

    /// A name: in quotes, or up to a sign that means something.
    fn name(&mut self) -> Result<String, String> {
        let rest = &self.text[self.at..];
        if let Some(quoted) = rest.strip_prefix('"') {
            let end = quoted
                .find('"')
                .ok_or_else(|| self.wrong("the quotation mark is not closed"))?;
            self.at += end + 2;
            return Ok(quoted[..end].to_owned());
        }
        let end = rest.find(['/', '[', ']', '=', '"', '@', '*']);
        let name = rest[..end.unwrap_or(rest.len())].trim();
        if name.is_empty() {
            return Err(self.wrong("a name is missing"));
        }
        self.at += end.unwrap_or(rest.len());
        Ok(name.to_owned())
    }

    fn selector(&mut self) -> Result<Selector, String> {
        let attribute = self.take('@');
        let key = self.name()?;
        let selector = if self.take('=') {
            let key = if attribute { format!("@{key}") } else { key };
            Selector::Where(key, self.name()?)
        } else {
            match key.parse() {
                Ok(nth) if nth > 0 => Selector::Nth(nth),
                _ => return Err(self.wrong("a number from 1 on, or key=value, belongs here")),
            }
        };
        if self.take(']') {
            Ok(selector)
        } else {
            Err(self.wrong("a closing bracket is missing"))
        }
    }
}
