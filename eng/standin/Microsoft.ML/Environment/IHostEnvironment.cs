namespace Microsoft.ML.Runtime;

/// <summary>Where components take their messages and random numbers from.</summary>
public interface IHostEnvironment : IChannelProvider, IProgressChannelProvider
{
    ComponentCatalog ComponentCatalog { get; }

    IHost Register(string name, int? seed = null, bool? verbose = null);
}

/// <summary>The environment of one component.</summary>
public interface IHost : IHostEnvironment
{
    Random Rand { get; }
}

/// <summary>The components the library can load by name; empty here, and closed to third parties there.</summary>
public sealed class ComponentCatalog
{
    internal ComponentCatalog()
    {
    }
}

/// <summary>Adds what is known of the place to an exception on its way out.</summary>
public interface IExceptionContext
{
    string ContextDescription { get; }

    TException Process<TException>(TException ex)
        where TException : Exception;
}
