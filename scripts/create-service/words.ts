const lines = (text: string) => new Set(text.trim().split(/\s+/));

/** Names that a service can not have: they are somebody's already, or would be taken for something else. */
export const reservedServices = lines(`
  access account accounts admin all api app auth base bench cassandra certificates check checks cli clean cockroach components
  config database deploy destroy dev diff docs down drizzle envoy flock flow format gateway gen generate google grpc health
  help image images import kind kit kube kubernetes log logs migrate migrations monitoring namespaces node operator
  orchestrator overlays pin postgres preflight proto reflection registration release releases reset restart
  rollback rotate scripts scylla secrets service services smoke status stranger system template temporal test third
  undeploy undo unlisted up user users validate web worker
`);

/** Words that TypeScript, SQL or protobuf take for something of their own, or the files of a service do. */
export const reservedNouns = lines(`
  abstract access account any array as async await bigint boolean break buffer case catch class client column config
  connection const continue contract create created database date debugger declare default delete deleted deps do else enum
  error export extends false field finally for from function get global group if implements import in index infer input
  instanceof interface intersect is key keyof let limit main map message module moment namespace never new null number
  object of offset option oneof order package password primary private problem promise proto protected public query
  record references registration remove repeated request reserved response return returns revoke role route router row rpc
  rule schema scene select service session set stack state static stream string super switch symbol syntax table test text
  then this throw timestamp title token transaction translator trigger true try tx type typeof undefined union unique unknown
  update url user using uuid value values var void when where while window with yield
  all alter analyse analyze and asc between both by cast check collate constraint cross current desc distinct end except
  exists fetch foreign full grant having inner into join lateral leading left like natural not on only or outer over
  right some trailing unlogged vacuum view
`);
