//! Versions and questions for them: `2020.0.0`, `+`, `~`, `*`, `2020.+.0`, `1.2+.0` (SDMX REST, doc/querying_versions.md).

use crate::fault::Fault;

/// A sign that stands for more than one version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wild {
    /// `+`: the newest stable.
    Stable,
    /// `~`: the newest.
    Newest,
    /// `*`: all.
    All,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern {
    numbers: Vec<u32>,
    /// Where the sign stands, and which.
    wild: Option<(usize, Wild)>,
}

/// A question for versions: one or more patterns with commas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Versions(Vec<Pattern>);

impl Versions {
    /// Reads a question.
    pub(crate) fn read(text: &str) -> Result<Self, Fault> {
        let wrong = || {
            Fault::parameter(
                "version",
                "een versie zoals 2020.0.0, +, ~ of *",
                "a version such as 2020.0.0, +, ~ or *",
            )
        };
        text.split(',').map(|one| pattern(one).ok_or_else(wrong)).collect::<Result<_, _>>().map(Self)
    }

    /// Which of the versions are asked for, by their places.
    pub(crate) fn of(&self, versions: &[&str]) -> Vec<usize> {
        let mut found = Vec::new();
        for pattern in &self.0 {
            let mut fitting: Vec<(Vec<u32>, usize)> = versions
                .iter()
                .enumerate()
                .filter_map(|(place, version)| Some((numbers(version)?, place)))
                .filter(|(numbers, _)| pattern.fits(numbers))
                .collect();
            fitting.sort();
            if !matches!(pattern.wild, None | Some((_, Wild::All))) {
                fitting = fitting.pop().into_iter().collect();
            }
            for (_, place) in fitting {
                if !found.contains(&place) {
                    found.push(place);
                }
            }
        }
        found
    }
}

fn numbers(text: &str) -> Option<Vec<u32>> {
    text.split('.').map(|part| part.parse().ok()).collect()
}

fn pattern(text: &str) -> Option<Pattern> {
    let parts: Vec<&str> = text.split('.').collect();
    if parts.len() > 3 {
        return None;
    }
    let (mut numbers, mut wild, mut bare) = (Vec::new(), None, false);
    for (place, part) in parts.iter().enumerate() {
        let sign = match part.chars().last()? {
            '+' => Some(Wild::Stable),
            '~' => Some(Wild::Newest),
            '*' => Some(Wild::All),
            _ => None,
        };
        let digits = if sign.is_some() { part.get(..part.len() - 1)? } else { part };
        if sign.is_some() && wild.is_some() {
            return None;
        }
        let number = if digits.is_empty() { 0 } else { digits.parse().ok()? };
        if digits.is_empty() && sign.is_none() || bare && number > 0 {
            return None;
        }
        bare |= digits.is_empty();
        numbers.push(number);
        wild = wild.or(sign.map(|sign| (place, sign)));
    }
    // A stable version always has three parts.
    if matches!(wild, Some((_, Wild::Stable))) && parts.len() == 2 {
        return None;
    }
    Some(Pattern { numbers, wild })
}

impl Pattern {
    fn fits(&self, version: &[u32]) -> bool {
        let Some((place, wild)) = self.wild else { return version == self.numbers };
        if wild == Wild::Stable && (version.len() != 3 || version.first() == Some(&0)) {
            return false;
        }
        // `+`, `~` and `*` alone stand for versions of any form; with more parts the forms must be the same.
        if self.numbers.len() > 1 && self.numbers.len() != version.len() {
            return false;
        }
        let same = version.iter().take(place).eq(self.numbers.iter().take(place));
        let mut from = self.numbers.clone();
        from.resize(version.len().max(from.len()), 0);
        same && version >= from.as_slice()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [&str; 6] = ["2020.0.0", "2020.0.1", "2020.1.0", "2021.0.0", "1.0", "2022.0.0"];

    fn found(text: &str) -> Vec<&'static str> {
        Versions::read(text).unwrap().of(&ALL).into_iter().map(|place| ALL[place]).collect()
    }

    #[test]
    fn signs_stand_for_versions() {
        assert_eq!(found("2020.0.1"), ["2020.0.1"]);
        assert_eq!(found("1.0"), ["1.0"]);
        assert_eq!(found("2020"), [""; 0]);
        assert_eq!(found("+"), ["2022.0.0"]);
        assert_eq!(found("~"), ["2022.0.0"]);
        assert_eq!(found("*"), ["1.0", "2020.0.0", "2020.0.1", "2020.1.0", "2021.0.0", "2022.0.0"]);
        assert_eq!(found("2020.+.0"), ["2020.1.0"]);
        assert_eq!(found("2020.0.+"), ["2020.0.1"]);
        assert_eq!(found("2020.0+.0"), ["2020.1.0"]);
        assert_eq!(found("2020+.0.0"), ["2022.0.0"]);
        assert_eq!(found("2020.0.1*"), ["2020.0.1"]);
        assert_eq!(found("2020.~"), [""; 0]);
        assert_eq!(found("1.~"), ["1.0"]);
        assert_eq!(found("2020.*.0"), ["2020.0.0", "2020.0.1", "2020.1.0"]);
        assert_eq!(found("2021.0.0,2020.0.0,2021.0.0"), ["2021.0.0", "2020.0.0"]);
        for wrong in ["", "x", "1.", "+.2.3", "1.+.3", "+.0", "2.3+", "3.2+.1+", "1.2.3.4", "~.0.*", "1,"] {
            assert!(Versions::read(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn nothing_breaks_the_reader(text in "[0-9.+~*,a-]{0,20}", other in any::<String>()) {
            let _ = Versions::read(&other).map(|versions| versions.of(&ALL));
            let _ = Versions::read(&text).map(|versions| versions.of(&ALL));
        }
    }
}
