-- Notes that a migration has been applied.
INSERT INTO migrations (number, name, checksum)
SELECT {number:UInt32}, {name:String}, {checksum:String}
