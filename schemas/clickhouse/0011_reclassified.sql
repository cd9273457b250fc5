-- What newer rules say of stored evidence, while a reclassification is under way; only what differs.
CREATE TABLE IF NOT EXISTS reclassified
(
    evidence String,
    verdict  String,
    source   String,
    channel  String
)
ENGINE = Join(ANY, LEFT, evidence)
