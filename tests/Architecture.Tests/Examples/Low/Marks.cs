#pragma warning disable CA1812 // Nothing but their names is of use.
namespace Architecture.Tests.Examples.Low;

// One for each way in which a type can use another.
internal class OfBase;

internal interface IOfInterface;

internal sealed class OfField;

internal sealed class OfParameter;

internal sealed class OfReturn;

internal sealed class OfTypeArgument;

internal interface IOfConstraint;

internal sealed class OfTypeToken;

internal sealed class OfLambda;

internal sealed class OfCatch : Exception;

[AttributeUsage(AttributeTargets.Class)]
internal sealed class OfAttribute : Attribute;

internal static class OfCall
{
    public static int Answer() => 42;
}
