//! A form with files, as browsers send it (`multipart/form-data`).

/// A form that is being written.
pub(crate) struct Form {
    boundary: String,
    body: Vec<u8>,
}

impl Form {
    /// An empty form. `boundary` is a text of letters and digits that stands in no field.
    pub(crate) fn new(boundary: String) -> Self {
        Self { boundary, body: Vec::new() }
    }

    /// Adds a text.
    pub(crate) fn text(&mut self, name: &str, value: &str) {
        self.begin(&format!("name=\"{name}\""), None);
        self.end(value.as_bytes());
    }

    /// Adds a file.
    pub(crate) fn file(&mut self, name: &str, file: &str, media_type: &str, bytes: &[u8]) {
        self.begin(&format!("name=\"{name}\"; filename=\"{file}\""), Some(media_type));
        self.end(bytes);
    }

    /// Its media type, and its bytes.
    pub(crate) fn finish(mut self) -> (String, Vec<u8>) {
        self.body.extend(format!("--{}--\r\n", self.boundary).bytes());
        (format!("multipart/form-data; boundary={}", self.boundary), self.body)
    }

    fn begin(&mut self, disposition: &str, media_type: Option<&str>) {
        let head = format!("--{}\r\nContent-Disposition: form-data; {disposition}\r\n", self.boundary);
        self.body.extend(head.bytes());
        if let Some(media_type) = media_type {
            self.body.extend(format!("Content-Type: {media_type}\r\n").bytes());
        }
        self.body.extend(b"\r\n");
    }

    fn end(&mut self, content: &[u8]) {
        self.body.extend(content);
        self.body.extend(b"\r\n");
    }
}
