#pragma warning disable CA1812, CA1822, CA1823, CS0169 // Nothing but what it names is of use.
using Architecture.Tests.Examples.Low;

namespace Architecture.Tests.Examples.High;

/// <summary>Uses what lies below in every way there is.</summary>
[Of]
internal sealed class User<T> : OfBase, IOfInterface
    where T : IOfConstraint
{
    private readonly OfField? field;

    public OfReturn? Method(OfParameter? parameter, List<OfTypeArgument>? list) => null;

    public string Token() => typeof(OfTypeToken).Name;

    public Func<object> Lambda() => () => new OfLambda();

    public int Caught()
    {
        try
        {
            return OfCall.Answer();
        }
        catch (OfCatch)
        {
            return 0;
        }
    }
}
