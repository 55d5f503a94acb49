//! Build constraints: the expression of a `//go:build` line.

/// A parsed constraint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Constraint {
    /// A tag, such as `linux` or `go1.21`.
    Tag(String),
    /// `!x`
    Not(Box<Constraint>),
    /// `x && y`
    And(Box<Constraint>, Box<Constraint>),
    /// `x || y`
    Or(Box<Constraint>, Box<Constraint>),
}

/// How many terms a constraint may have.
const MAX_TERMS: usize = 1000;

impl Constraint {
    /// Parses what follows `//go:build`. The error says what is wrong in Go's words.
    pub fn parse(text: &str) -> Result<Constraint, String> {
        if text.is_empty() || !text.starts_with([' ', '\t']) {
            return Err("not a build constraint".into());
        }
        let mut parser = ConstraintParser {
            rest: text.trim(),
            terms: 0,
        };
        let constraint = parser.or()?;
        match parser.token()? {
            "" => Ok(constraint),
            token => Err(format!("unexpected token {token}")),
        }
    }

    /// Whether the constraint holds, given which tags are set.
    pub fn holds(&self, set: &impl Fn(&str) -> bool) -> bool {
        match self {
            Constraint::Tag(tag) => set(tag),
            Constraint::Not(x) => !x.holds(set),
            Constraint::And(x, y) => x.holds(set) && y.holds(set),
            Constraint::Or(x, y) => x.holds(set) || y.holds(set),
        }
    }

    /// The least language version that the constraint implies, such as `(1, 21)`.
    pub fn go_version(&self) -> Option<(u32, u32)> {
        self.least_minor(true).map(|minor| (1, minor))
    }

    /// The least minor version implied by the constraint, or by its negation.
    fn least_minor(&self, positive: bool) -> Option<u32> {
        match self {
            Constraint::Tag(_) if !positive => None,
            Constraint::Tag(tag) if tag == "go1" => Some(0),
            Constraint::Tag(tag) => tag.split_once("go1.")?.1.parse().ok(),
            Constraint::Not(x) => x.least_minor(!positive),
            Constraint::And(x, y) | Constraint::Or(x, y) => {
                let (x, y) = (x.least_minor(positive), y.least_minor(positive));
                // Nothing known sorts before any version.
                if matches!(self, Constraint::And(..)) == positive {
                    x.max(y)
                } else {
                    x.min(y)
                }
            }
        }
    }
}

struct ConstraintParser<'a> {
    rest: &'a str,
    terms: usize,
}

impl<'a> ConstraintParser<'a> {
    /// Takes the next token; empty at the end.
    fn token(&mut self) -> Result<&'a str, String> {
        let rest = self.rest.trim_start_matches([' ', '\t']);
        let len = if rest.starts_with("&&") || rest.starts_with("||") {
            2
        } else if rest.starts_with(['(', ')', '!']) {
            1
        } else {
            rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))
                .unwrap_or(rest.len())
        };
        if len == 0 && !rest.is_empty() {
            let c = rest.chars().next().unwrap_or(' ');
            return Err(format!("invalid syntax at {c}"));
        }
        let (token, rest) = rest.split_at(len);
        self.rest = rest;
        Ok(token)
    }

    fn got(&mut self, operator: &str) -> bool {
        let rest = self.rest.trim_start_matches([' ', '\t']);
        match rest.strip_prefix(operator) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn or(&mut self) -> Result<Constraint, String> {
        let mut x = self.and()?;
        while self.got("||") {
            x = Constraint::Or(Box::new(x), Box::new(self.and()?));
        }
        Ok(x)
    }

    fn and(&mut self) -> Result<Constraint, String> {
        let mut x = self.not()?;
        while self.got("&&") {
            x = Constraint::And(Box::new(x), Box::new(self.not()?));
        }
        Ok(x)
    }

    fn not(&mut self) -> Result<Constraint, String> {
        self.terms += 1;
        if self.terms > MAX_TERMS {
            return Err("constraint too complex".into());
        }
        if self.got("!") {
            if self.got("!") {
                return Err("double negation not allowed".into());
            }
            return Ok(Constraint::Not(Box::new(self.not()?)));
        }
        if self.got("(") {
            let x = self.or()?;
            return if self.got(")") {
                Ok(x)
            } else {
                Err("missing close paren".into())
            };
        }
        match self.token()? {
            "" => Err("unexpected end of expression".into()),
            token @ ("&&" | "||" | ")") => Err(format!("unexpected token {token}")),
            tag => Ok(Constraint::Tag(tag.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(text: &str, tags: &[&str]) -> bool {
        Constraint::parse(text)
            .expect(text)
            .holds(&|tag| tags.contains(&tag))
    }

    #[test]
    fn evaluates() {
        assert!(holds(" linux && !cgo", &["linux"]));
        assert!(!holds(" linux && !cgo", &["linux", "cgo"]));
        assert!(holds(" a || b && c", &["a"]));
        assert!(!holds(" (a || b) && c", &["a"]));
        assert!(holds("\t!(a || b)", &[]));
    }

    #[test]
    fn refuses() {
        for text in [
            "", "x", " ", " a &&", " (a", " a b", " !!a", " a & b", " )", " é@",
        ] {
            assert!(Constraint::parse(text).is_err(), "{text:?}");
        }
        assert!(Constraint::parse(&format!(" {}", "(".repeat(1 << 20))).is_err());
    }

    #[test]
    fn implies_versions() {
        let version = |text| Constraint::parse(text).expect(text).go_version();
        assert_eq!(version(" go1.21"), Some((1, 21)));
        assert_eq!(version(" go1"), Some((1, 0)));
        assert_eq!(version(" linux && go1.18"), Some((1, 18)));
        assert_eq!(version(" go1.18 && go1.20"), Some((1, 20)));
        assert_eq!(version(" go1.18 || go1.20"), Some((1, 18)));
        assert_eq!(version(" linux || go1.20"), None);
        assert_eq!(version(" !go1.20"), None);
        assert_eq!(version(" !(!linux || !go1.20)"), Some((1, 20)));
    }
}
