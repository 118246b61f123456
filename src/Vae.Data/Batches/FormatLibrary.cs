namespace Vae.Data.Batches;

/// <summary>A library that reads a format: runs it, and says in our words what went wrong in it.</summary>
/// <param name="format">What the format is called.</param>
/// <param name="parts">What its files are written in, such as <c>batches</c>.</param>
/// <param name="remedy">What to do about what the library does not read: a sentence.</param>
internal sealed class FormatLibrary(string format, string parts, string remedy)
{
    /// <summary>Runs a part of reading.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What is read, such as <c>batch 3</c>.</param>
    /// <param name="read">Reads it.</param>
    /// <exception cref="VaeDataException">It cannot be read.</exception>
    public T Run<T>(string path, string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is NotSupportedException or NotImplementedException or DivideByZeroException)
        {
            // Division by zero is what encodings end in that the Parquet library takes for others.
            throw new VaeDataException($"'{path}': {what} is written in a way that is not read ({Reason(error)}). {remedy}", error);
        }
        catch (OutOfMemoryException error)
        {
            throw new VaeDataException($"'{path}': {what} takes more memory than there is; write the file in smaller {parts}, or anew if it is damaged.", error);
        }
        catch (Exception error) when (error is not VaeDataException)
        {
            // What libraries throw on damage is of many types, of which null references are one.
            throw new VaeDataException($"'{path}' is damaged, cut short or no {format} file: {what} cannot be read ({Reason(error)}). Copy or download it again, or write it anew.", error);
        }
    }

    /// <summary>Runs a part of reading to its end: files are read by this thread alone, as rows are asked for, and nothing waits on a context.</summary>
    /// <inheritdoc cref="Run{T}(string, string, Func{T})"/>
    public T Await<T>(string path, string what, Func<Task<T>> read) => Run(path, what, () => read().GetAwaiter().GetResult());

    // Words that were written for readers of the file, and else what happened.
    private static string Reason(Exception error) =>
        error is IOException or InvalidDataException or InvalidOperationException or NotSupportedException || error.GetType().Assembly != typeof(object).Assembly
            ? error.Message.TrimEnd('.')
            : error.GetType().Name;
}
