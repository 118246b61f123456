namespace Microsoft.ML;

/// <summary>Can write itself into a model file.</summary>
public interface ICanSaveModel
{
    void Save(ModelSaveContext ctx);
}

/// <summary>A model file being written. Everything it could be written with is internal to the library, so this one has nothing.</summary>
public sealed class ModelSaveContext : IDisposable
{
    internal ModelSaveContext()
    {
    }

    public void Dispose()
    {
    }

    internal static NotSupportedException NoModelFiles(object what)
        => new($"The stand-in for Microsoft.ML writes no model files, so {what.GetType().Name} cannot be saved; build with the real package.");
}
