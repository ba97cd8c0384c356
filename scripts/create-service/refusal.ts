/** What keeps a service from being made or taken away, in a sentence for the person who asked. Nothing was changed. */
export class Refusal extends Error {}
