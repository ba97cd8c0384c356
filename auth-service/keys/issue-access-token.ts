/** For whom an access token is made, and the moment (PostgreSQL's) at which it is. */
export type AccessTokenSubject = { userId: string; sessionId: string; now: Date };

/** Makes an access token. Throws KEY_UNAVAILABLE. */
export type IssueAccessToken = (subject: AccessTokenSubject) => Promise<{ accessToken: string; expiresAt: Date }>;
