-- How the users from before got their hashes: a pepper and bcrypt was the only way. What stands in front of the salt is the
-- scheme.
INSERT INTO password_schemes (scheme)
SELECT DISTINCT part[1] || part[2]
FROM users, regexp_match(password_hash, '^\$flock\$(p=[A-Za-z0-9_-]{1,32})\$(\$2b\$[0-9]{2})\$') AS part
WHERE part IS NOT NULL
ON CONFLICT DO NOTHING;
