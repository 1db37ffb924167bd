// Reads {provider, deliveries} and prints, for each delivery, whether the provider's own package
// accepts it. A delivery is {method, url, headers, body, secret}.
// What a package throws for a forged delivery counts as refused; a missing package ends this script.

import { readFileSync } from "node:fs";

const packages = {
  async cashfree() {
    const { Cashfree, CFEnvironment } = await import("cashfree-pg");
    return ({ headers, body, secret }) =>
      new Cashfree(CFEnvironment.SANDBOX, "an id", secret).PGVerifyWebhookSignature(
        headers["x-webhook-signature"], body, headers["x-webhook-timestamp"]);
  },
  async chargebee() {
    const { basicAuthValidator } = await import("chargebee");
    return async ({ headers, secret }) => {
      await basicAuthValidator((name, password) => `${name}:${password}` === secret)(headers);
      return true;
    };
  },
  async clerk() {
    const { verifyWebhook } = await import("@clerk/backend/webhooks");
    return ({ method, url, headers, body, secret }) =>
      verifyWebhook(new Request(url, { method, headers, body }), { signingSecret: secret });
  },
  async contentful() {
    const { verifyRequest } = await import("@contentful/node-apps-toolkit");
    return ({ method, url, headers, body, secret }) =>
      verifyRequest(secret, { method, path: new URL(url).pathname, headers, body });
  },
  async github() {
    const { verify } = await import("@octokit/webhooks-methods");
    return ({ headers, body, secret }) => verify(secret, body, headers["x-hub-signature-256"]);
  },
  async linear() {
    const { LinearWebhookClient } = await import("@linear/sdk/webhooks");
    return ({ headers, body, secret }) =>
      new LinearWebhookClient(secret).verify(
        Buffer.from(body), headers["linear-signature"], JSON.parse(body).webhookTimestamp);
  },
  async livekit() {
    const { WebhookReceiver } = await import("livekit-server-sdk");
    return ({ headers, body, secret }) =>
      new WebhookReceiver(undefined, secret).receive(body, headers.authorization);
  },
  async mux() {
    const { Mux } = await import("@mux/mux-node");
    const client = new Mux({ tokenId: "none", tokenSecret: "none" });
    return async ({ headers, body, secret }) => {
      await client.webhooks.verifySignature(body, headers, secret);
      return true;
    };
  },
  async notion() {
    const { verifyWebhookSignature } = await import("@notionhq/client");
    return ({ headers, body, secret }) =>
      verifyWebhookSignature({
        body, signature: headers["x-notion-signature"], verificationToken: secret });
  },
  async sanity() {
    const { isValidSignature } = await import("@sanity/webhook");
    return ({ headers, body, secret }) =>
      isValidSignature(body, headers["sanity-webhook-signature"], secret);
  },
  async shopify() {
    await import("@shopify/shopify-api/adapters/web-api");
    const { ApiVersion, shopifyApi } = await import("@shopify/shopify-api");
    return async ({ method, url, headers, body, secret }) => {
      const api = shopifyApi({
        apiSecretKey: secret, apiKey: "none", hostName: "hooks.example.com", isEmbeddedApp: false,
        apiVersion: ApiVersion.July25, logger: { log: () => {} } });
      const rawRequest = new Request(url, { method, headers, body });
      return (await api.webhooks.validate({ rawBody: body, rawRequest })).valid;
    };
  },
  async webflow() {
    const { WebflowClient } = await import("webflow-api");
    const { webhooks } = new WebflowClient({ accessToken: "none" });
    return ({ headers, body, secret }) => webhooks.verifySignature({ headers, body, secret });
  },
};

const { provider, deliveries } = JSON.parse(readFileSync(0, "utf8"));
if (provider === undefined) {
  console.log(JSON.stringify(Object.keys(packages)));
} else {
  const verify = await packages[provider]();
  const verdicts = [];
  for (const delivery of deliveries) {
    try {
      verdicts.push(Boolean(await verify(delivery)));
    } catch (error) {
      if (process.env.WHY) console.error(error);
      verdicts.push(false);
    }
  }
  console.log(JSON.stringify(verdicts));
}
