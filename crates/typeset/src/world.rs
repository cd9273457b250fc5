//! All that Typst sees of the world.

use std::sync::Arc;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::{Manuscript, TypesetError};

/// The fonts that documents may use. Reading them takes some milliseconds, so they are kept.
#[derive(Debug, Clone)]
pub struct Typefaces(Arc<Shelf>);

#[derive(Debug)]
struct Shelf {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

impl Typefaces {
    /// The given fonts, as OpenType.
    ///
    /// # Errors
    /// [`TypesetError::Font`].
    pub fn new(files: &[&'static [u8]]) -> Result<Self, TypesetError> {
        let read = |file: &&'static [u8]| Font::new(Bytes::new(*file), 0).ok_or(TypesetError::Font);
        let fonts: Vec<Font> = files.iter().map(read).collect::<Result<_, _>>()?;
        let book = FontBook::from_infos(fonts.iter().map(|font| font.info().clone()));
        let library = Library::default();
        Ok(Self(Arc::new(Shelf { library: LazyHash::new(library), book: LazyHash::new(book), fonts })))
    }
}

/// A world of one document.
pub(crate) struct Closed {
    shelf: Arc<Shelf>,
    main: Source,
    files: Vec<(FileId, Bytes)>,
}

impl Closed {
    pub(crate) fn new(manuscript: Manuscript<'_>, typefaces: &Typefaces) -> Result<Self, TypesetError> {
        let Manuscript { template, data, pictures, .. } = manuscript;
        let main = Source::new(name("/main.typ")?, template.to_owned());
        let mut files = vec![(name("/data.json")?, Bytes::new(data))];
        for (number, picture) in pictures.into_iter().enumerate() {
            files.push((name(&format!("/{number}.svg"))?, Bytes::new(picture)));
        }
        Ok(Self { shelf: typefaces.0.clone(), main, files })
    }
}

/// The number of a file. Typst keeps each name for good; there are as many as a document has pictures.
fn name(path: &str) -> Result<FileId, TypesetError> {
    let path = VirtualPath::new(path).map_err(|_| TypesetError::Template(format!("`{path}` is no path")))?;
    Ok(FileId::new(RootedPath::new(VirtualRoot::Project, path)))
}

impl World for Closed {
    fn library(&self) -> &LazyHash<Library> {
        &self.shelf.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shelf.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let found = self.files.iter().find(|(known, _)| *known == id);
        found.map(|(_, bytes)| bytes.clone()).ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shelf.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
