-- Clears the notes of a day that were there before its readers were computed.
DELETE FROM stale_days WHERE site = {site:String} AND day = {day:Date} AND note <= {note:UInt64}
