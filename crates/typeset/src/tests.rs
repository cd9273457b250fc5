//! What a document can, and what it cannot.

use super::*;

const REGULAR: &[u8] = include_bytes!("../../reporting/assets/inter-regular.otf");

fn set(template: &str, data: &str) -> Result<Vec<u8>, TypesetError> {
    let manuscript = Manuscript {
        template,
        data: data.as_bytes().to_vec(),
        pictures: vec![br#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>"#.to_vec()],
        identity: "test".to_owned(),
    };
    typeset(manuscript, &Typefaces::new(&[REGULAR]).unwrap())
}

#[test]
fn the_same_manuscript_gives_the_same_bytes() {
    let template =
        "#let d = json(\"/data.json\")\n#set text(font: \"Inter\")\n#image(\"/0.svg\")\n= #d.title";
    let first = set(template, r#"{"title": "Şuşada yağış"}"#).unwrap();
    assert!(first.starts_with(b"%PDF-"));
    assert_eq!(first, set(template, r#"{"title": "Şuşada yağış"}"#).unwrap());
    assert_ne!(first, set(template, r#"{"title": "Another"}"#).unwrap());
}

#[test]
fn a_text_runs_nothing() {
    let data = r##"{"title": "#panic(\"ran\") $x$ *b* <label> @ref #image(\"/9.svg\") \u0000 \u202e"}"##;
    set("#json(\"/data.json\").title", data).unwrap();
}

#[test]
fn a_template_sees_nothing_of_the_machine() {
    for template in [
        "#read(\"/etc/passwd\")",
        "#read(\"../../Cargo.toml\")",
        "#import \"@preview/cetz:0.3.0\": *",
        "#datetime.today()",
        "#image(\"/1.svg\")",
    ] {
        let words = set(template, "{}").unwrap_err().to_string();
        assert!(words.starts_with("the document could not be set: "), "{template}: {words}");
    }
}

#[test]
fn what_is_no_font_is_refused() {
    assert!(matches!(Typefaces::new(&[b"no font"]), Err(TypesetError::Font)));
}
