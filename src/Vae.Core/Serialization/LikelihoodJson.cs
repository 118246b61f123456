using Vae.Core.Likelihoods;

namespace Vae.Core.Serialization;

/// <summary>What a decoder promises of rows, in a model file.</summary>
internal static class LikelihoodJson
{
    public static Likelihood Read(JsonFields fields) => fields.Text("kind") switch
    {
        "bernoulli" => new BernoulliLikelihood(),
        "gaussian" => ReadGaussian(fields),
        var kind => throw fields.UnknownKind(kind),
    };

    public static void Write(JsonWriter to, Likelihood value)
    {
        switch (value)
        {
            case BernoulliLikelihood:
                to.Add("kind", "bernoulli");
                break;
            case GaussianLikelihood gaussian:
                to.Add("kind", "gaussian");
                to.Add("sigmaKind", gaussian.SigmaKind);
                to.Add("sigma", gaussian.Sigma);
                to.Add("sigmaFloor", gaussian.SigmaFloor);
                break;
            default:
                throw new NotSupportedException($"A model file has no word for a {value.GetType().Name}.");
        }
    }

    private static GaussianLikelihood ReadGaussian(JsonFields fields)
    {
        var plain = new GaussianLikelihood();
        return new GaussianLikelihood
        {
            SigmaKind = (SigmaKind)fields.Word("sigmaKind", plain.SigmaKind),
            Sigma = fields.Single("sigma", plain.Sigma),
            SigmaFloor = fields.Single("sigmaFloor", plain.SigmaFloor),
        };
    }
}
