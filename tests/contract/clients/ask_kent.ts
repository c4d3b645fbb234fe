// Ask the Kent question through types that openapi-typescript makes: node ask_kent.js http://127.0.0.1:8000.
import createClient from "openapi-fetch";
import type { components, paths } from "./precept.js";

declare const process: { argv: string[] };

type Precept = components["schemas"]["PreceptRequest"];

const client = createClient<paths>({ baseUrl: process.argv[2] ?? "" });
const precept: Precept = {
  police_area: "E23000032",
  financial_year: "2016-17",
  increase: { kind: "percent", percent: "3.4" },
};

const raised = await client.POST("/v1/precepts/calculate", { body: precept });
if (raised.error) throw new Error(raised.error.detail);
console.log("band D", raised.data.band_d.proposed_pounds);

const funding = await client.POST("/v1/funding/calculate", {
  body: {
    precept,
    baseline: { kind: "percent", percent: "2" },
    uplift: { officers: 24, strength_at_start: "76" },
  },
});
if (funding.error) throw new Error(funding.error.detail);
console.log("band D", funding.data.precept.band_d.proposed_pounds);
console.log("officers for good", funding.data.affordability.sustainable_officers);

const refused = await client.POST("/v1/precepts/calculate", {
  body: { ...precept, increase: { kind: "percent", percent: "x" } },
});
if (!refused.error) throw new Error("x is no percentage");
console.log("refused", refused.error.type);
