//! The theme of an organisation: a stylesheet with the design tokens of the NL Design System, laid over the built-in one.

use std::path::Path;

/// The most bytes that a theme may have: 1 MiB.
pub const THEME_BYTES_MAX: u64 = 1024 * 1024;

/// A theme as it was read at the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// The stylesheet.
    pub css: String,
    /// The class under which its tokens stand, such as `utrecht-theme`; empty when they stand under no such class.
    pub class_name: String,
}

impl Theme {
    /// Reads a theme from a file.
    ///
    /// # Errors
    /// When the file cannot be read, is too long, is no text, or loads anything from elsewhere.
    pub fn read(path: &Path) -> Result<Self, String> {
        let wrong = |why: &str| format!("--theme {}: {why}", path.display());
        let length = std::fs::metadata(path).map_err(|error| wrong(&error.to_string()))?.len();
        if length > THEME_BYTES_MAX {
            return Err(wrong(&format!("has {length} bytes; at most {THEME_BYTES_MAX} are allowed")));
        }
        let bytes = std::fs::read(path).map_err(|error| wrong(&error.to_string()))?;
        let css = String::from_utf8(bytes).map_err(|_| wrong("is not UTF-8"))?;
        Self::new(css).map_err(|why| wrong(&why))
    }

    /// A theme of this stylesheet.
    ///
    /// # Errors
    /// When it loads anything: pages load nothing but our own files, so a browser would refuse it.
    pub fn new(css: String) -> Result<Self, String> {
        let bare = without_comments(&css).to_ascii_lowercase();
        for loader in ["@import", "url(", "image-set(", "src("] {
            if bare.contains(loader) {
                return Err(format!("loads other files ({loader}…); a theme may hold tokens and rules only"));
            }
        }
        let class_name = theme_class(&bare).unwrap_or_default().to_owned();
        Ok(Self { css, class_name })
    }
}

fn without_comments(css: &str) -> String {
    let mut bare = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        bare.push_str(before);
        bare.push(' ');
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    bare
}

/// The first class whose name ends in `-theme`: where theme packages put their tokens.
fn theme_class(css: &str) -> Option<&str> {
    css.split('.').skip(1).find_map(|part| {
        let end = part
            .find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_')))
            .unwrap_or(part.len());
        part.get(..end).filter(|name| name.ends_with("-theme") && name.len() > "-theme".len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn theme(css: &str) -> Result<Theme, String> {
        Theme::new(css.to_owned())
    }

    fn file(name: &str, content: &[u8]) -> PathBuf {
        let path = std::env::temp_dir().join(format!("stelsel-theme-{}-{name}.css", std::process::id()));
        std::fs::write(&path, content).unwrap();
        path
    }

    #[test]
    fn the_class_of_a_theme_package_is_found() {
        let package = "/* .old-theme { url(x) } */\n.utrecht-theme {\n  --utrecht-link-color: #24578f;\n}\n";
        assert_eq!(theme(package).unwrap().class_name, "utrecht-theme");
        assert_eq!(theme(package).unwrap().css, package);
        assert_eq!(
            theme(".rotterdam-theme{--a:1}.utrecht-theme{--a:2}").unwrap().class_name,
            "rotterdam-theme"
        );
        assert_eq!(theme(":root { --utrecht-space: .5rem }").unwrap().class_name, "");
        assert_eq!(theme(".-theme { --a: 1.5em }").unwrap().class_name, "");
    }

    #[test]
    fn a_theme_that_loads_anything_is_refused_and_told_why() {
        for css in [
            "@import 'a.css';",
            "a { background: URL(//x.example/a.png) }",
            "@font-face { src: url(f.woff2) }",
        ] {
            assert!(theme(css).unwrap_err().contains("loads other files"), "{css}");
        }
        assert!(theme("/* not closed url(a)").is_ok());
    }

    #[test]
    fn a_file_that_is_too_long_or_no_text_or_absent_is_refused_with_its_name() {
        let long = file("long", &vec![b' '; usize::try_from(THEME_BYTES_MAX).unwrap() + 1]);
        assert!(Theme::read(&long).unwrap_err().ends_with("has 1048577 bytes; at most 1048576 are allowed"));
        let binary = file("binary", &[0xff, 0xfe]);
        assert!(Theme::read(&binary).unwrap_err().ends_with("is not UTF-8"));
        let good = file("good", b".a-theme { --a: 1 }");
        assert_eq!(Theme::read(&good).unwrap().class_name, "a-theme");
        for path in [&long, &binary, &good] {
            std::fs::remove_file(path).unwrap();
        }
        assert!(Theme::read(&good).unwrap_err().starts_with("--theme "));
    }
}
