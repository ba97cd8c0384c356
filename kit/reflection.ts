import {
  createRegistry,
  type DescFile,
  type DescService,
  type MessageInitShape,
  type Registry,
  toBinary,
} from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import type { ConnectRouter } from "@connectrpc/connect";
import {
  ServerReflection,
  type ServerReflectionRequest,
  type ServerReflectionResponseSchema,
} from "../gen/grpc/reflection/v1/reflection_pb.ts";

type Answer = NonNullable<MessageInitShape<typeof ServerReflectionResponseSchema>["messageResponse"]>;

/** What reflection tells about: the services and every file that they need. */
type Contract = { services: readonly DescService[]; files: Map<string, DescFile>; registry: Registry };

const notFoundCode = 5; // google.rpc.Code.NOT_FOUND

/** grpc.reflection.v1: tells clients without the proto files, such as `buf curl`, what a server offers. */
export const reflectionRoutes =
  (services: () => readonly DescService[]) =>
  (router: ConnectRouter): void => {
    router.service(ServerReflection, {
      async *serverReflectionInfo(requests) {
        const contract = contractOf(services());
        for await (const request of requests) {
          yield { validHost: request.host, originalRequest: request, messageResponse: answer(contract, request) };
        }
      },
    });
  };

function contractOf(services: readonly DescService[]): Contract {
  const files = new Map(services.flatMap(({ file }) => withImports(file)).map((file) => [file.proto.name, file]));
  return { services, files, registry: createRegistry(...files.values()) };
}

/** A file and all that it imports, each once. */
function withImports(file: DescFile, seen = new Set<DescFile>()): DescFile[] {
  if (seen.has(file)) return [];
  seen.add(file);
  return [file, ...file.dependencies.flatMap((imported) => withImports(imported, seen))];
}

function answer(contract: Contract, { messageRequest: { case: kind, value } }: ServerReflectionRequest): Answer {
  const { services, files, registry } = contract;
  switch (kind) {
    case "listServices":
      return { case: "listServicesResponse", value: { service: services.map(({ typeName: name }) => ({ name })) } };
    case "fileByFilename":
      return fileAnswer(files.get(value));
    case "fileContainingSymbol":
      return fileAnswer(fileOfSymbol(registry, value));
    case "fileContainingExtension":
      return fileAnswer(
        extensionsOf(registry, value.containingType).find((e) => e.number === value.extensionNumber)?.file,
      );
    case "allExtensionNumbersOfType":
      return numbersAnswer(registry, value);
    default:
      return notFound;
  }
}

/** The file of a service, message, enum or extension, or of what a member's name (method, field, value) begins with. */
function fileOfSymbol(registry: Registry, symbol: string): DescFile | undefined {
  return (registry.get(symbol) ?? registry.get(symbol.slice(0, symbol.lastIndexOf("."))))?.file;
}

const extensionsOf = (registry: Registry, typeName: string) =>
  [...registry].filter((type) => type.kind === "extension").filter(({ extendee }) => extendee.typeName === typeName);

function numbersAnswer(registry: Registry, baseTypeName: string): Answer {
  if (!registry.getMessage(baseTypeName)) return notFound;
  const extensionNumber = extensionsOf(registry, baseTypeName).map(({ number }) => number);
  return { case: "allExtensionNumbersResponse", value: { baseTypeName, extensionNumber } };
}

function fileAnswer(file: DescFile | undefined): Answer {
  if (!file) return notFound;
  const fileDescriptorProto = withImports(file).map(({ proto }) => toBinary(FileDescriptorProtoSchema, proto));
  return { case: "fileDescriptorResponse", value: { fileDescriptorProto } };
}

const notFound: Answer = { case: "errorResponse", value: { errorCode: notFoundCode, errorMessage: "not found" } };
