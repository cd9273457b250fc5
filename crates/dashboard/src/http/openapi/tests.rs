//! The document is whole: what it refers to is there, and what is served is told.

use super::*;

/// Everything that the document refers to.
fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(object) => {
            found.extend(object.get("$ref").and_then(Value::as_str));
            object.values().for_each(|value| references(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn everything_that_is_referred_to_is_there() {
    let document = document();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 20);
    for reference in found {
        let pointer = reference.strip_prefix('#').expect("the document refers to nothing outside");
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

#[test]
fn every_schema_is_a_json_schema() {
    let document = document();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        assert!(schema["type"].is_string() || schema["oneOf"].is_array(), "{name}");
        assert!(jsonschema::meta::is_valid(schema), "{name}");
    }
}

#[test]
fn every_address_of_the_stats_api_is_told_with_its_parameters() {
    let document = document();
    for route in STATS {
        let told = document["paths"][route.path]["get"]["parameters"].as_array().unwrap();
        let names: Vec<&str> = told.iter().map(|parameter| parameter["name"].as_str().unwrap()).collect();
        let known: Vec<&str> = route.parameters.iter().map(|parameter| parameter.name).collect();
        assert_eq!(names, known, "{}", route.path);
        for parameter in route.parameters {
            let schema = (parameter.schema)();
            let example = match schema["type"].as_str() {
                Some("integer") => parameter.example.parse::<u64>().map(Value::from).unwrap(),
                _ => Value::from(parameter.example),
            };
            assert!(jsonschema::is_valid(&schema, &example), "{} {}", route.path, parameter.name);
        }
    }
}
