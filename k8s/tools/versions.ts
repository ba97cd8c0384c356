/** The Kubernetes that the checks speak of: its kubectl, its API server and its schemas. */
export const KUBERNETES_VERSION = "1.36.3";

/** The kubectl versions (of 1.x) that can render and apply what is here: older ones lack fields, newer ones are untried. */
export const KUBECTL_MINORS = { first: 34, last: 37 };

/** The kubeconform that holds rendered objects against schemas. */
export const KUBECONFORM_VERSION = "0.7.0";

/** A Go module that holds CustomResourceDefinitions, and the folders they are in. */
export type DefinitionModule = { module: string; version: string; folders: string[]; unknownToSumDatabase?: true };

/**
 * Where the definitions come from. Of Scylla Operator only 1.18.0 can be had as a Go module, and Go's checksum database
 * does not know it: its kinds are checked as of that version, and nothing but Go's module proxy vouches for the file.
 */
export const DEFINITION_MODULES: DefinitionModule[] = [
  { module: "github.com/cloudnative-pg/cloudnative-pg", version: "v1.30.1", folders: ["config/crd/bases"] },
  { module: "github.com/cloudnative-pg/plugin-barman-cloud", version: "v0.14.0", folders: ["config/crd/bases"] },
  { module: "github.com/cert-manager/cert-manager", version: "v1.21.1", folders: ["deploy/crds"] },
  { module: "sigs.k8s.io/gateway-api", version: "v1.6.1", folders: ["config/crd/standard"] },
  {
    module: "github.com/prometheus-operator/prometheus-operator",
    version: "v0.93.0",
    folders: ["example/prometheus-operator-crd"],
  },
  {
    module: "github.com/scylladb/scylla-operator",
    version: "v1.18.0",
    folders: ["pkg/api/scylla/v1", "pkg/api/scylla/v1alpha1"],
    unknownToSumDatabase: true,
  },
];
