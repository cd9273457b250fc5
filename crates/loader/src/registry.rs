//! What pages say of their articles, on its way into the registry.

use tiraj_model::Article;
use tiraj_store::Saying;

use crate::describe::describe;
use crate::loader::{LoadError, Loader};

impl Loader {
    /// Computes where the articles of all sites belong, in case that a crash, or an older version, left it undone.
    pub async fn find_places(&self) {
        for site in self.sites.all() {
            if let Err(error) = self.store.find_places(&site).await {
                let error = describe(&error);
                tracing::warn!(site = %site.name, error, "aliases and stories are computed with the next article");
            }
        }
    }

    /// Notes what pages say of their articles.
    pub(crate) async fn note_articles(&self, articles: &[Article]) -> Result<(), LoadError> {
        for articles in articles.chunk_by(|one, next| one.site == next.site) {
            self.store.note_articles(&articles[0].site, articles, Saying::at(self.clock.now())).await?;
        }
        Ok(())
    }

    /// Has it computed where they belong. After their events have landed, which need not wait for it.
    pub(crate) async fn place_articles(&self, articles: &[Article]) -> Result<(), LoadError> {
        for articles in articles.chunk_by(|one, next| one.site == next.site) {
            // A site that was removed meanwhile is shown to nobody.
            if let Some(site) = self.sites.get(articles[0].site.as_str()) {
                self.store.find_places(&site).await?;
            }
        }
        self.descriptions.remember(articles);
        Ok(())
    }
}
