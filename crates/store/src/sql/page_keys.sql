-- By which numbers are pages named where their addresses must not stand?
SELECT sipHash64(arrayJoin({paths:Array(String)})) AS page
