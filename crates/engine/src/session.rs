//! A request's own connection: database and settings applied, nothing shared with the next one.

use crate::chdb::Connection;
use crate::core::Slot;
use crate::exception::{Exception, code};

/// What a request asks for besides its statement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) database: Option<String>,
    pub(crate) settings: Vec<(String, String)>,
}

/// Opens a connection within `scope`. Unknown databases and settings are the engine's to refuse.
pub(crate) fn open(slot: &Slot, scope: &Scope) -> Result<Connection, Exception> {
    let mut connection = slot
        .connect()
        .ok_or_else(|| Exception::new(code::ABORTED, "The engine accepts no connection. (ABORTED)"))?;
    if let Some(database) = &scope.database {
        connection.query(&format!("USE {}", quote('`', database)), "Null", &[])?;
    }
    if !scope.settings.is_empty() {
        connection.query(&assignments(&scope.settings)?, "Null", &[])?;
    }
    Ok(connection)
}

/// `SET a = '1', b = '2'`: the engine reads each value as its setting's type.
fn assignments(settings: &[(String, String)]) -> Result<String, Exception> {
    let mut list = Vec::with_capacity(settings.len());
    for (name, value) in settings {
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            let text = format!("Unknown setting {}. (UNKNOWN_SETTING)", quote('\'', name));
            return Err(Exception::new(code::UNKNOWN_SETTING, &text));
        }
        list.push(format!("{name} = {}", quote('\'', value)));
    }
    Ok(format!("SET {}", list.join(", ")))
}

fn quote(mark: char, text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push(mark);
    for character in text.chars() {
        if character == mark || character == '\\' {
            quoted.push('\\');
        }
        quoted.push(character);
    }
    quoted.push(mark);
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn values_cannot_leave_their_quotes() {
        let sql = assignments(&[pair("a", "1"), pair("b", r"x', c = '\")]).expect("names are fine");
        assert_eq!(sql, r"SET a = '1', b = 'x\', c = \'\\'");
    }

    #[test]
    fn names_are_not_taken_on_trust() {
        for name in ["", "a = 1, b", "a'b", "настройка"] {
            assert_eq!(
                assignments(&[pair(name, "1")]).map_err(|e| e.code),
                Err(code::UNKNOWN_SETTING),
                "{name}"
            );
        }
    }
}
